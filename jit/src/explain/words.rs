//! Instructions in words that a Python programmer knows.

use super::Topic;
use runtime::bytecode::Op;

/// What an instruction does, and what is said where the runtime does it. Those that are not here are comparisons and jumps.
static WORDS: &[(&[Op], &str, Topic)] = &[
    (&[Op::Add, Op::AddInt], "+", Topic::GeneralOperator),
    (&[Op::Sub, Op::SubInt, Op::Neg], "-", Topic::GeneralOperator),
    (&[Op::Mul, Op::MulInt], "*", Topic::GeneralOperator),
    (&[Op::MatMul], "@", Topic::GeneralOperator),
    (&[Op::TrueDiv], "/", Topic::GeneralOperator),
    (&[Op::FloorDiv, Op::FloorDivInt], "//", Topic::GeneralOperator),
    (&[Op::Mod, Op::ModInt], "%", Topic::GeneralOperator),
    (&[Op::Pow], "**", Topic::GeneralOperator),
    (&[Op::LShift, Op::LShiftInt], "<<", Topic::GeneralOperator),
    (&[Op::RShift, Op::RShiftInt], ">>", Topic::GeneralOperator),
    (&[Op::And, Op::AndInt], "&", Topic::GeneralOperator),
    (&[Op::Or], "|", Topic::GeneralOperator),
    (&[Op::Xor], "^", Topic::GeneralOperator),
    (&[Op::Pos, Op::Invert], "the operator", Topic::GeneralOperator),
    (&[Op::LoadAttr, Op::LoadSuperAttr], "reading an attribute", Topic::General),
    (&[Op::StoreAttr], "setting an attribute", Topic::General),
    (&[Op::DeleteAttr], "deleting an attribute", Topic::General),
    (&[Op::LoadMethod, Op::LoadSuperMethod], "looking up a method", Topic::General),
    (&[Op::GetItem, Op::GetItemInt], "reading an item", Topic::General),
    (&[Op::SetItem], "setting an item", Topic::General),
    (&[Op::DeleteItem], "deleting an item", Topic::GeneralFine),
    (&[Op::GetSlice, Op::BuildSlice], "slicing", Topic::GeneralFine),
    (&[Op::SetSlice], "assigning to a slice", Topic::GeneralFine),
    (&[Op::LoadGlobal, Op::LoadName], "reading a variable of the module", Topic::General),
    (&[Op::StoreGlobal, Op::StoreName], "setting a variable of the module", Topic::General),
    (&[Op::DeleteGlobal, Op::DeleteName], "deleting a variable of the module", Topic::General),
    (
        &[Op::LoadDictOrCell, Op::LoadDictOrGlobal, Op::LoadLocals, Op::LoadBuildClass],
        "the body of a class",
        Topic::GeneralFine,
    ),
    (&[Op::In, Op::NotIn, Op::JumpIfIn, Op::JumpIfNotIn], "`in`", Topic::General),
    (&[Op::Not, Op::ToBool, Op::JumpIfTrue, Op::JumpIfFalse], "testing for truth", Topic::General),
    (&[Op::UnpackSequence, Op::UnpackEx], "unpacking", Topic::General),
    (&[Op::BuildTuple, Op::ListToTuple], "making a tuple", Topic::GeneralFine),
    (&[Op::BuildList, Op::ListAppend, Op::ListExtend], "making a list", Topic::GeneralFine),
    (&[Op::BuildSet, Op::SetAdd, Op::SetUpdate], "making a set", Topic::GeneralFine),
    (&[Op::BuildMap, Op::MapAdd, Op::DictUpdate, Op::DictMerge], "making a dict", Topic::GeneralFine),
    (&[Op::BuildString, Op::FormatValue], "formatting a string", Topic::GeneralFine),
    (&[Op::MakeFunction], "making a function", Topic::GeneralFine),
    (&[Op::Call, Op::CallMethod, Op::CallKw, Op::CallMethodKw, Op::CallEx], "a call of this kind", Topic::General),
    (&[Op::GetIter, Op::ForIter], "the iteration", Topic::GeneralFine),
    (&[Op::GetYieldFromIter, Op::Send, Op::Yield, Op::ReturnGenerator], "`yield`", Topic::General),
    (
        &[Op::GetAwaitable, Op::GetAIter, Op::GetANext, Op::EndAsyncFor, Op::AsyncGenWrap, Op::BeforeAsyncWith],
        "`await`",
        Topic::GeneralFine,
    ),
    (&[Op::Raise], "`raise`", Topic::General),
    (&[Op::Reraise, Op::PushExc, Op::PopExc, Op::CheckExcMatch], "the handling of exceptions", Topic::General),
    (&[Op::CheckEgMatch, Op::PrepReraiseStar], "`except*`", Topic::GeneralFine),
    (&[Op::BeforeWith, Op::WithExceptStart], "`with`", Topic::General),
    (&[Op::ImportName, Op::ImportFrom, Op::ImportStar], "`import`", Topic::GeneralFine),
    (
        &[Op::MatchMapping, Op::MatchSequence, Op::MatchClass, Op::MatchKeys, Op::CopyDictWithout, Op::GetLen],
        "`match`",
        Topic::General,
    ),
];

/// Instructions that nobody notices.
static QUIET: &[Op] = &[
    Op::Nop,
    Op::Move,
    Op::MakeCell,
    Op::CopyFree,
    Op::LoadCell,
    Op::StoreCell,
    Op::DeleteCell,
    Op::DeleteLocal,
    Op::CheckLocal,
    Op::ClearLocals,
    Op::LoadAssertionError,
    Op::CallIntrinsic,
    Op::PushExc,
    Op::PopExc,
];

/// What an instruction does, and what is to be said where the runtime does it; none if that is not worth a word.
pub(crate) fn general(op: Op) -> Option<(&'static str, Topic)> {
    if QUIET.contains(&op) {
        return None;
    }
    let known = WORDS.iter().find(|(ops, ..)| ops.contains(&op));
    Some(known.map_or(("a comparison", Topic::General), |&(_, words, topic)| (words, topic)))
}

/// What an instruction does.
pub(crate) fn words(op: Op) -> &'static str {
    general(op).map_or("this statement", |(words, _)| words)
}
