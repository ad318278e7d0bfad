//! What the desk does all day, in Diesel's own words: the table modules come with the models.

use chrono::{Days, NaiveDate, NaiveDateTime};
use diesel::prelude::*;
use diesel::result::{DatabaseErrorKind, Error};

use crate::Outcome;
use crate::models::{
    Category, Cents, Condition, Email, RepairState, Reservation, Standing, Tool, branches, categories, loans,
    members, repairs, reservations, tools,
};

/// A loan whose tool is not back yet.
#[derive(Debug, Queryable)]
pub struct OpenLoan {
    pub id: i64,
    pub tool: String,
    pub branch: String,
    pub member: String,
    pub email: Email,
    pub due_on: NaiveDate,
}

/// What one branch has on its shelves.
#[derive(Debug)]
pub struct Shelf {
    pub branch: String,
    pub tools: i64,
    pub lent: i64,
    pub in_repair: i64,
}

/// Tools that aren't back, the longest overdue first.
pub fn open_loans(db: &mut SqliteConnection) -> QueryResult<Vec<OpenLoan>> {
    loans::table
        .inner_join(tools::table.inner_join(branches::table))
        .inner_join(members::table)
        .filter(loans::returned_on.is_null())
        .order((loans::due_on, loans::id))
        .select((loans::id, tools::name, branches::name, members::name, members::email, loans::due_on))
        .load(db)
}

/// Each branch, with what stands there.
pub fn shelves(db: &mut SqliteConnection) -> QueryResult<Vec<Shelf>> {
    let mut shelves = Vec::new();
    for (id, branch) in branches::table.order(branches::id).select((branches::id, branches::name)).load(db)? {
        let id: i64 = id;
        let here = tools::branch_id.eq(id);
        let lent = loans::table.inner_join(tools::table).filter(here).filter(loans::returned_on.is_null());
        let broken =
            repairs::table.inner_join(tools::table).filter(here).filter(repairs::state.ne(RepairState::Done));
        shelves.push(Shelf {
            branch,
            tools: tools::table.filter(here).count().get_result(db)?,
            lent: lent.count().get_result(db)?,
            in_repair: broken.count().get_result(db)?,
        });
    }
    Ok(shelves)
}

/// Each category with the one it stands in: the table joined with itself.
pub fn category_tree(db: &mut SqliteConnection) -> QueryResult<Vec<(String, Option<String>)>> {
    let parents = diesel::alias!(categories as parents);
    categories::table
        .left_join(parents.on(categories::parent_id.eq(parents.field(categories::id).nullable())))
        .order(categories::id)
        .select((categories::name, parents.field(categories::name).nullable()))
        .load(db)
}

/// Tools to borrow right now, dearest first.
pub fn free_tools(db: &mut SqliteConnection) -> QueryResult<Vec<Tool>> {
    let lent = loans::table.filter(loans::returned_on.is_null()).select(loans::tool_id);
    tools::table
        .filter(tools::id.ne_all(lent))
        .filter(tools::condition.ne(Condition::Broken))
        .order((tools::day_price_cents.desc(), tools::name))
        .select(Tool::as_select())
        .load(db)
}

/// Lends a tool for some days. That it isn't lent twice is the database's business: a partial unique index.
pub fn lend(
    db: &mut SqliteConnection,
    tool: i64,
    member: &Email,
    days: u64,
    today: NaiveDate,
) -> Outcome<i64> {
    let (id, standing): (i64, Standing) = members::table
        .filter(members::email.eq(member))
        .select((members::id, members::standing))
        .first(db)
        .optional()?
        .ok_or_else(|| format!("nobody here has the address {}", member.0))?;
    if standing != Standing::Active {
        return Err(format!("{} may not borrow: {standing:?}", member.0).into());
    }
    let due = today.checked_add_days(Days::new(days)).ok_or("that is too long")?;
    let lent = diesel::insert_into(loans::table)
        .values((
            loans::tool_id.eq(tool),
            loans::member_id.eq(id),
            loans::lent_on.eq(today),
            loans::due_on.eq(due),
        ))
        .returning(loans::id)
        .get_result(db);
    match lent {
        Ok(loan) => Ok(loan),
        Err(Error::DatabaseError(DatabaseErrorKind::UniqueViolation, _)) => {
            Err(format!("tool {tool} is in somebody's hands").into())
        }
        Err(Error::DatabaseError(DatabaseErrorKind::ForeignKeyViolation, _)) => {
            Err(format!("there is no tool {tool}").into())
        }
        Err(error) => Err(error.into()),
    }
}

/// Takes a tool back, and says what is to pay.
pub fn take_back(db: &mut SqliteConnection, loan: i64, today: NaiveDate) -> Outcome<Cents> {
    let (lent_on, price): (NaiveDate, Cents) = loans::table
        .inner_join(tools::table)
        .filter(loans::id.eq(loan))
        .filter(loans::returned_on.is_null())
        .select((loans::lent_on, tools::day_price_cents))
        .first(db)
        .optional()?
        .ok_or_else(|| format!("loan {loan} is not open"))?;
    diesel::update(loans::table.find(loan)).set(loans::returned_on.eq(today)).execute(db)?;
    let days = i32::try_from((today - lent_on).num_days().max(1))?;
    Ok(Cents(price.0 * days))
}

/// What the newer tables start with: categories, a repair, a reservation. Doing it twice changes nothing.
pub fn settle_in(db: &mut SqliteConnection, today: NaiveDate) -> QueryResult<()> {
    let tree = [(1, None, "power tools"), (2, Some(1), "drills"), (3, Some(1), "saws"), (4, None, "garden")];
    let tree = tree.map(|(id, parent_id, name)| Category { id, parent_id, name: name.to_owned() });
    if diesel::insert_or_ignore_into(categories::table).values(&tree[..]).execute(db)? > 0 {
        for (category, name) in [(2, "%drill%"), (3, "%saw%"), (4, "%hedge%"), (4, "%barrow%")] {
            diesel::update(tools::table.filter(tools::name.like(name)))
                .set(tools::category_id.eq(category))
                .execute(db)?;
        }
        diesel::insert_into(repairs::table)
            .values((
                repairs::tool_id.eq(2),
                repairs::what.eq("the pad is worn out"),
                repairs::state.eq(RepairState::Ordered),
                repairs::cost_cents.eq(Some(Cents(1890))),
            ))
            .execute(db)?;
        diesel::update(tools::table.find(2)).set(tools::condition.eq(Condition::Worn)).execute(db)?;
    }
    let wish = Reservation { tool_id: 5, member_id: 1, wanted_from: today };
    diesel::insert_or_ignore_into(reservations::table).values(&wish).execute(db)?;
    Ok(())
}

/// Suspends whoever is a month late, and says who that is.
pub fn suspend_late(
    db: &mut SqliteConnection,
    today: NaiveDate,
    now: NaiveDateTime,
) -> QueryResult<Vec<String>> {
    let limit = today - Days::new(30);
    let late: Vec<i64> = loans::table
        .filter(loans::returned_on.is_null())
        .filter(loans::due_on.lt(limit))
        .select(loans::member_id)
        .distinct()
        .load(db)?;
    let who = members::table.filter(members::id.eq_any(&late)).filter(members::standing.eq(Standing::Active));
    let names = who.order(members::name).select(members::name).load(db)?;
    diesel::update(members::table.filter(members::id.eq_any(&late)))
        .set((members::standing.eq(Standing::Suspended), members::updated_at.eq(now)))
        .execute(db)?;
    Ok(names)
}
