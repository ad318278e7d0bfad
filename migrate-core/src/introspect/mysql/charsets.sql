SELECT character_set_name AS name, default_collate_name AS collation FROM information_schema.character_sets
