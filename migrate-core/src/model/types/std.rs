//! Text, bytes, and the wrappers of the standard library.

use std::borrow::Cow;
use std::rc::Rc;
use std::sync::Arc;

use super::{ColumnType, Element, TypeDef};

const TEXT: TypeDef = TypeDef::new("text");
const BLOB: TypeDef = TypeDef::new("blob");
static TEXT_DEF: TypeDef = TEXT;
static BLOB_DEF: TypeDef = BLOB;
static TEXT_NULL: TypeDef = TEXT.nullable(true);
static BLOB_NULL: TypeDef = BLOB.nullable(true);

impl ColumnType for str {
    type This = Self;
    const TYPE: TypeDef = TEXT;
}

impl ColumnType for String {
    type This = Self;
    const TYPE: TypeDef = TEXT;
    const DEF: &'static TypeDef = &TEXT_DEF;
    const NULL: &'static TypeDef = &TEXT_NULL;
}

impl ColumnType for [u8] {
    type This = Self;
    const TYPE: TypeDef = BLOB;
}

impl ColumnType for Vec<u8> {
    type This = Self;
    const TYPE: TypeDef = BLOB;
    const DEF: &'static TypeDef = &BLOB_DEF;
    const NULL: &'static TypeDef = &BLOB_NULL;
}

impl<const N: usize> ColumnType for [u8; N] {
    type This = Self;
    const TYPE: TypeDef = BLOB;
}

impl<T: ColumnType> ColumnType for Option<T> {
    type This = Self;
    const TYPE: TypeDef = T::TYPE.nullable(true);
    const DEF: &'static TypeDef = T::NULL;
    const NULL: &'static TypeDef = T::NULL;
}

impl<T: Element> ColumnType for Vec<T> {
    type This = Self;
    const TYPE: TypeDef = T::TYPE.array();
}

impl<T: ColumnType + ?Sized> ColumnType for Box<T> {
    type This = Self;
    const TYPE: TypeDef = T::TYPE;
}

impl<T: ColumnType + ?Sized> ColumnType for Rc<T> {
    type This = Self;
    const TYPE: TypeDef = T::TYPE;
}

impl<T: ColumnType + ?Sized> ColumnType for Arc<T> {
    type This = Self;
    const TYPE: TypeDef = T::TYPE;
}

impl<T: ColumnType + ?Sized> ColumnType for &T {
    type This = Self;
    const TYPE: TypeDef = T::TYPE;
}

impl<T: ColumnType + ToOwned + ?Sized> ColumnType for Cow<'_, T> {
    type This = Self;
    const TYPE: TypeDef = T::TYPE;
}

impl Element for str {}
impl Element for String {}
impl Element for Vec<u8> {}
impl<T: Element> Element for Option<T> {}
impl<T: Element> Element for Vec<T> {}
impl<T: Element + ?Sized> Element for Box<T> {}
impl<T: Element + ?Sized> Element for Arc<T> {}
