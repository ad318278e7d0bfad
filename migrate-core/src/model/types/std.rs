//! Text, bytes, and the wrappers of the standard library.

use std::borrow::Cow;
use std::rc::Rc;
use std::sync::Arc;

use super::{ColumnType, Element, TypeDef};

const TEXT: TypeDef = TypeDef::new("text").slots([["text\n"; 3], ["text?\n"; 3]]);
const BLOB: TypeDef = TypeDef::new("blob").slots([["blob\n"; 3], ["blob?\n"; 3]]);

impl ColumnType for str {
    type This = Self;
    const TYPE: TypeDef = TEXT;
}

impl ColumnType for String {
    type This = Self;
    const TYPE: TypeDef = TEXT;
}

impl ColumnType for [u8] {
    type This = Self;
    const TYPE: TypeDef = BLOB;
}

impl ColumnType for Vec<u8> {
    type This = Self;
    const TYPE: TypeDef = BLOB;
}

impl<const N: usize> ColumnType for [u8; N] {
    type This = Self;
    const TYPE: TypeDef = BLOB;
}

impl<T: ColumnType> ColumnType for Option<T> {
    type This = Self;
    const TYPE: TypeDef = T::TYPE.nullable(true);
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
