//! Operators: arithmetic, comparisons and the logic of three values.

use std::sync::Arc;

use arrow::array::{Array, ArrayRef, ArrowPrimitiveType, AsArray, BooleanArray};
use arrow::buffer::BooleanBuffer;
use arrow::compute;
use arrow::compute::kernels::cmp;
use arrow::datatypes::{
    Date32Type, Decimal128Type, Float64Type, Int32Type, Int64Type, IntervalMonthDayNanoType,
    Time64MicrosecondType, TimestampMicrosecondType,
};
use arrow::error::ArrowError;

use super::calendar::{self, DAY, Span};
use super::cast::{cast, power};
use super::kernels::{map1, map2, truths, try1, try2};
use super::node::{Fault, Kernel, Node};
use super::refusal::Refusal;
use super::types::{Type, WIDEST};

/// The operators of arithmetic.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Arithmetic {
    Add,
    Subtract,
    Multiply,
    Divide,
    DivideWhole,
    Remainder,
}

impl Arithmetic {
    /// The operator as it is written, and what messages call it.
    pub fn words(self) -> (&'static str, &'static str) {
        match self {
            Arithmetic::Add => ("+", "addition"),
            Arithmetic::Subtract => ("-", "subtraction"),
            Arithmetic::Multiply => ("*", "multiplication"),
            Arithmetic::Divide => ("/", "division"),
            Arithmetic::DivideWhole => ("//", "division"),
            Arithmetic::Remainder => ("%", "modulo"),
        }
    }
}

/// What arithmetic on whole numbers needs of their type.
trait Whole: ArrowPrimitiveType<Native: Copy + std::fmt::Display + PartialEq + Default> {
    const NAME: &'static str;
    const LEAST: f64;
    const GREATEST: f64;
    fn checked(op: Arithmetic, a: Self::Native, b: Self::Native) -> Option<Self::Native>;
    fn wrapping(op: Arithmetic, a: Self::Native, b: Self::Native) -> Self::Native;
}

macro_rules! whole {
    ($type:ty, $native:ty, $name:literal) => {
        impl Whole for $type {
            const NAME: &'static str = $name;
            const LEAST: f64 = <$native>::MIN as f64;
            const GREATEST: f64 = <$native>::MAX as f64;

            #[inline(always)]
            fn checked(op: Arithmetic, a: $native, b: $native) -> Option<$native> {
                match op {
                    Arithmetic::Add => a.checked_add(b),
                    Arithmetic::Subtract => a.checked_sub(b),
                    Arithmetic::Multiply => a.checked_mul(b),
                    Arithmetic::Divide | Arithmetic::DivideWhole => a.checked_div(b),
                    Arithmetic::Remainder => Some(a.wrapping_rem(b)),
                }
            }

            #[inline(always)]
            fn wrapping(op: Arithmetic, a: $native, b: $native) -> $native {
                match op {
                    Arithmetic::Add => a.wrapping_add(b),
                    Arithmetic::Subtract => a.wrapping_sub(b),
                    Arithmetic::Multiply => a.wrapping_mul(b),
                    // Only the others are ever asked for.
                    Arithmetic::Divide | Arithmetic::DivideWhole | Arithmetic::Remainder => 0,
                }
            }
        }
    };
}

whole!(Int32Type, i32, "INT32");
whole!(Int64Type, i64, "INT64");

fn whole<T: Whole>(op: Arithmetic, kind: Type, range: Option<(f64, f64)>) -> Kernel {
    let (sign, word) = op.words();
    let overflow = move |a: T::Native, b: T::Native| match op {
        Arithmetic::DivideWhole => format!("Overflow in division of {a} / {b}"),
        _ => format!("Overflow in {word} of {} ({a} {sign} {b})!", T::NAME),
    };
    // Doubles hold the ends of BIGINT rounded outwards, so a range that reaches them may overflow.
    let safe = range.is_some_and(|(least, greatest)| least > T::LEAST && greatest < T::GREATEST);
    macro_rules! exact {
        ($op:path) => {
            match safe {
                true => map2::<T, T, T, _>(kind, |a, b| T::wrapping($op, a, b)),
                false => try2::<T, T, T, _>(kind, move |a, b| match T::checked($op, a, b) {
                    Some(value) => Ok(Some(value)),
                    None => Err(overflow(a, b)),
                }),
            }
        };
    }
    match op {
        Arithmetic::Add => exact!(Arithmetic::Add),
        Arithmetic::Subtract => exact!(Arithmetic::Subtract),
        Arithmetic::Multiply => exact!(Arithmetic::Multiply),
        Arithmetic::Divide | Arithmetic::DivideWhole | Arithmetic::Remainder => {
            try2::<T, T, T, _>(kind, move |a, b| {
                if b == T::Native::default() {
                    return Ok(None);
                }
                T::checked(op, a, b).map(Some).ok_or_else(|| overflow(a, b))
            })
        }
    }
}

/// Least and greatest result of an operator on numbers of two ranges.
fn range_of(op: Arithmetic, a: Option<(f64, f64)>, b: Option<(f64, f64)>) -> Option<(f64, f64)> {
    let ((a1, a2), (b1, b2)) = (a?, b?);
    match op {
        Arithmetic::Add => Some((a1 + b1, a2 + b2)),
        Arithmetic::Subtract => Some((a1 - b2, a2 - b1)),
        Arithmetic::Multiply => {
            let all = [a1 * b1, a1 * b2, a2 * b1, a2 * b2];
            let known = all.iter().all(|product| !product.is_nan());
            let (least, greatest) =
                all.iter().fold((f64::INFINITY, f64::NEG_INFINITY), |(least, greatest), one| {
                    (least.min(*one), greatest.max(*one))
                });
            known.then_some((least, greatest))
        }
        Arithmetic::Divide | Arithmetic::DivideWhole | Arithmetic::Remainder => None,
    }
}

/// The type and the kernel of an operator on two numbers; each argument is cast to the type given first.
fn numbers(op: Arithmetic, left: &Node, right: &Node) -> Result<(Type, Type, Type, Kernel, bool), Refusal> {
    use Arithmetic::{Add, Divide, DivideWhole, Multiply, Remainder, Subtract};
    let common = left.kind.common(right.kind).ok_or(Refusal::NoMatch)?;
    let range = range_of(op, left.range, right.range);
    let double = matches!(common, Type::Double) || op == Divide;
    let double = double || (op == DivideWhole && !common.is_whole());
    if double {
        let kind = Type::Double;
        let kernel = match op {
            Add => map2::<Float64Type, Float64Type, Float64Type, _>(kind, |a, b| a + b),
            Subtract => map2::<Float64Type, Float64Type, Float64Type, _>(kind, |a, b| a - b),
            Multiply => map2::<Float64Type, Float64Type, Float64Type, _>(kind, |a, b| a * b),
            Divide => map2::<Float64Type, Float64Type, Float64Type, _>(kind, |a, b| a / b),
            DivideWhole => try2::<Float64Type, Float64Type, Float64Type, _>(kind, |a, b| {
                Ok(if b == 0.0 { None } else { Some(a / b) })
            }),
            Remainder => map2::<Float64Type, Float64Type, Float64Type, _>(kind, libm::fmod),
        };
        return Ok((kind, kind, kind, kernel, op == DivideWhole));
    }
    let nothing = matches!(op, DivideWhole | Remainder);
    match common {
        Type::Integer => Ok((common, common, common, whole::<Int32Type>(op, common, range), nothing)),
        Type::BigInt => Ok((common, common, common, whole::<Int64Type>(op, common, range), nothing)),
        Type::Decimal { .. } => decimals(op, left.kind, right.kind, common),
        _ => Err(Refusal::NoMatch),
    }
}

fn decimals(
    op: Arithmetic,
    left: Type,
    right: Type,
    common: Type,
) -> Result<(Type, Type, Type, Kernel, bool), Refusal> {
    let ((w1, s1), (w2, s2)) =
        (left.digits().ok_or(Refusal::NoMatch)?, right.digits().ok_or(Refusal::NoMatch)?);
    let of = |width, scale| Type::Decimal { width, scale };
    let (left, right) = (of(w1, s1), of(w2, s2));
    let (sign, word) = op.words();
    let overflow = move |width: u8, a: i128, b: i128| {
        let end = if width == WIDEST {
            ";"
        } else {
            ". You might want to add an explicit cast to a bigger decimal."
        };
        format!("Overflow in {word} of DECIMAL({width}) ({a} {sign} {b}){end}")
    };
    Ok(match op {
        Arithmetic::Add | Arithmetic::Subtract => {
            let scale = s1.max(s2);
            let wanted = (w1 - s1).max(w2 - s2) + scale + 1;
            let width = wanted.min(WIDEST);
            let (f1, f2) = (power(scale - s1), power(scale - s2));
            let minus = op == Arithmetic::Subtract;
            let kind = of(width, scale);
            let kernel = if wanted <= WIDEST {
                map2::<Decimal128Type, Decimal128Type, Decimal128Type, _>(kind, move |a, b| {
                    let (a, b) = (a.wrapping_mul(f1), b.wrapping_mul(f2));
                    if minus { a.wrapping_sub(b) } else { a.wrapping_add(b) }
                })
            } else {
                let limit = power(width);
                try2::<Decimal128Type, Decimal128Type, Decimal128Type, _>(kind, move |a, b| {
                    let scaled = a.checked_mul(f1).zip(b.checked_mul(f2));
                    let sum =
                        scaled.and_then(|(a, b)| if minus { a.checked_sub(b) } else { a.checked_add(b) });
                    let fits = sum.filter(|sum| sum.abs() < limit);
                    fits.map(Some).ok_or_else(|| overflow(width, a, b))
                })
            };
            (left, right, kind, kernel, false)
        }
        Arithmetic::Multiply => {
            let scale = s1 + s2;
            if scale > WIDEST {
                return Err(Refusal::Message(format!(
                    "Needed scale {scale} to accurately represent the multiplication result, but this is out of range \
                     of the DECIMAL type. Max scale is 38; could not perform an accurate multiplication. Either add a \
                     cast to DOUBLE, or add an explicit cast to a decimal with a lower scale."
                )));
            }
            let wanted = w1 + w2;
            /// Digits of the decimals that DuckDB keeps in 64 bits, from which it widens only where it must.
            const SMALL: u8 = 18;
            let width = match wanted {
                _ if wanted > SMALL && w1.max(w2) <= SMALL && scale < SMALL => SMALL,
                _ => wanted.min(WIDEST),
            };
            let kind = of(width, scale);
            let kernel = if wanted <= width {
                map2::<Decimal128Type, Decimal128Type, Decimal128Type, _>(kind, i128::wrapping_mul)
            } else {
                let limit = power(width);
                try2::<Decimal128Type, Decimal128Type, Decimal128Type, _>(kind, move |a, b| {
                    let product = match (i64::try_from(a), i64::try_from(b)) {
                        (Ok(a), Ok(b)) => Some(i128::from(a) * i128::from(b)),
                        _ => a.checked_mul(b),
                    };
                    match product {
                        Some(product) if product > -limit && product < limit => Ok(Some(product)),
                        _ => Err(overflow(width, a, b)),
                    }
                })
            };
            (left, right, kind, kernel, false)
        }
        Arithmetic::Remainder => {
            let kernel = try2::<Decimal128Type, Decimal128Type, Decimal128Type, _>(common, |a, b| {
                Ok(if b == 0 { None } else { Some(a % b) })
            });
            (common, common, common, kernel, true)
        }
        Arithmetic::Divide | Arithmetic::DivideWhole => return Err(Refusal::NoMatch),
    })
}

/// `left op right`.
pub fn arithmetic(op: Arithmetic, left: Node, right: Node, at: usize) -> Result<Node, Refusal> {
    let (left, right) = match (left.kind, right.kind) {
        (Type::Null, Type::Null) => (typed(left, Type::BigInt), typed(right, Type::BigInt)),
        (Type::Null, other) => (typed(left, other), right),
        (other, Type::Null) => (left, typed(right, other)),
        _ => (left, right),
    };
    if left.kind.is_number() && right.kind.is_number() {
        let range = range_of(op, left.range, right.range);
        let (first, second, kind, kernel, nothing) = numbers(op, &left, &right)?;
        let left = cast(left, first).ok_or(Refusal::NoMatch)?;
        let right = cast(right, second).ok_or(Refusal::NoMatch)?;
        // Sums of doubles are rounded, so that their ranges are not exact; decimals here have at most 15 digits of them.
        let range = range.map(|(least, greatest)| (least - slack(least), greatest + slack(greatest)));
        let range = if kind.is_whole() { range_of(op, left.range, right.range) } else { range };
        let node = Node::call(kind, at, vec![left, right], kernel).range(range);
        return Ok(if nothing { node.nullable() } else { node });
    }
    moments(op, left, right, at)
}

/// What rounding may add to an end of a range.
fn slack(end: f64) -> f64 {
    end.abs() * 4.0 * f64::EPSILON
}

fn typed(node: Node, kind: Type) -> Node {
    let at = node.at;
    Node::constant(kind, arrow::array::new_null_array(&kind.arrow(), 1), at)
}

/// Sums and differences with dates, times and intervals.
fn moments(op: Arithmetic, left: Node, right: Node, at: usize) -> Result<Node, Refusal> {
    use Arithmetic::{Add, Multiply, Subtract};
    use Type::{BigInt, Date, Integer, Interval, Time, Timestamp};
    // Sums and products are the same either way round.
    let turned = matches!(
        (op, left.kind, right.kind),
        (Add, Integer | Interval, Date)
            | (Add, Interval, Timestamp | Time)
            | (Add, Time, Date)
            | (Multiply, Integer | BigInt, Interval)
    );
    let (left, right) = if turned { (right, left) } else { (left, right) };
    let sign = if op == Subtract { -1 } else { 1 };
    let (kind, kernel): (Type, Kernel) = match (op, left.kind, right.kind) {
        (Add | Subtract, Date, Integer) => (
            Date,
            try2::<Date32Type, Int32Type, Date32Type, _>(Date, move |day, by| {
                i32::try_from(i64::from(day) + sign * i64::from(by))
                    .map(Some)
                    .map_err(|_| "Date out of range".to_owned())
            }),
        ),
        (Subtract, Date, Date) => {
            (BigInt, map2::<Date32Type, Date32Type, Int64Type, _>(BigInt, |a, b| i64::from(a) - i64::from(b)))
        }
        (Add, Date, Time) => (
            Timestamp,
            try2::<Date32Type, Time64MicrosecondType, TimestampMicrosecondType, _>(Timestamp, |day, time| {
                calendar::moment(i64::from(day), time).map(Some)
            }),
        ),
        (Add | Subtract, Date, Interval) => (
            Timestamp,
            try2::<Date32Type, IntervalMonthDayNanoType, TimestampMicrosecondType, _>(
                Timestamp,
                move |day, by| signed(by.into(), sign)?.after(calendar::moment(i64::from(day), 0)?).map(Some),
            ),
        ),
        (Add | Subtract, Timestamp, Interval) => (
            Timestamp,
            try2::<TimestampMicrosecondType, IntervalMonthDayNanoType, TimestampMicrosecondType, _>(
                Timestamp,
                move |micros, by| signed(by.into(), sign)?.after(micros).map(Some),
            ),
        ),
        (Add | Subtract, Time, Interval) => (
            Time,
            map2::<Time64MicrosecondType, IntervalMonthDayNanoType, Time64MicrosecondType, _>(
                Time,
                move |time, by| {
                    let by = Span::from(by).micros.rem_euclid(DAY);
                    (time + sign * by).rem_euclid(DAY)
                },
            ),
        ),
        (Subtract, Date | Timestamp, Date | Timestamp) => (
            Interval,
            map2::<TimestampMicrosecondType, TimestampMicrosecondType, IntervalMonthDayNanoType, _>(
                Interval,
                |a, b| {
                    let micros = i128::from(a) - i128::from(b);
                    let day = i128::from(DAY);
                    Span { months: 0, days: (micros / day) as i32, micros: (micros % day) as i64 }.into()
                },
            ),
        ),
        (Add | Subtract, Interval, Interval) => (
            Interval,
            try2::<IntervalMonthDayNanoType, IntervalMonthDayNanoType, IntervalMonthDayNanoType, _>(
                Interval,
                move |a, b| {
                    let sum = Span::from(a).plus(signed(b.into(), sign)?);
                    sum.map(|sum| Some(sum.into())).ok_or_else(interval_overflow)
                },
            ),
        ),
        (Multiply, Interval, Integer | BigInt) => (
            Interval,
            try2::<IntervalMonthDayNanoType, Int64Type, IntervalMonthDayNanoType, _>(Interval, |a, b| {
                let product = Span::from(a).times(b);
                product.map(|product| Some(product.into())).ok_or_else(interval_overflow)
            }),
        ),
        _ => return Err(Refusal::NoMatch),
    };
    let wanted = match (op, left.kind, right.kind) {
        (Subtract, Date, Date) => (Date, Date),
        (Subtract, Date | Timestamp, Date | Timestamp) => (Timestamp, Timestamp),
        (Multiply, _, _) => (Interval, BigInt),
        (_, one, two) => (one, two),
    };
    let range = match (op, kind) {
        (_, Date) | (Subtract, BigInt) => range_of(op, left.range, right.range),
        (_, Timestamp) if right.kind == Interval => {
            let unit = if left.kind == Date { 86_400.0 } else { 1.0 };
            let start = left.range.map(|(least, greatest)| (least * unit, greatest * unit));
            range_of(op, start, right.as_constant().and_then(seconds_of))
        }
        _ => None,
    };
    let left = cast(left, wanted.0).ok_or(Refusal::NoMatch)?;
    let right = cast(right, wanted.1).ok_or(Refusal::NoMatch)?;
    Ok(Node::call(kind, at, vec![left, right], kernel).range(range))
}

/// The fewest and the most seconds that a constant interval can be.
fn seconds_of(one: &ArrayRef) -> Option<(f64, f64)> {
    let span = Span::from(
        one.as_primitive_opt::<IntervalMonthDayNanoType>().filter(|one| one.is_valid(0))?.value(0),
    );
    let months = f64::from(span.months);
    let (least, greatest) = (months * 28.0, months * 31.0);
    let rest = f64::from(span.days) * 86_400.0 + span.micros as f64 / 1e6;
    Some((least.min(greatest) * 86_400.0 + rest, least.max(greatest) * 86_400.0 + rest))
}

fn interval_overflow() -> String {
    "Interval value is out of range".to_owned()
}

fn signed(span: Span, sign: i64) -> Result<Span, String> {
    if sign < 0 { span.negated().ok_or_else(interval_overflow) } else { Ok(span) }
}

/// `-value`.
pub fn negative(value: Node, at: usize) -> Result<Node, Refusal> {
    let overflow = || "Overflow in negation of numeric value!".to_owned();
    let kind = value.kind;
    let kernel = match kind {
        Type::Integer => {
            try1::<Int32Type, Int32Type, _>(kind, move |a| a.checked_neg().map(Some).ok_or_else(overflow))
        }
        Type::BigInt => {
            try1::<Int64Type, Int64Type, _>(kind, move |a| a.checked_neg().map(Some).ok_or_else(overflow))
        }
        Type::Double => map1::<Float64Type, Float64Type, _>(kind, |a| -a),
        Type::Decimal { .. } => map1::<Decimal128Type, Decimal128Type, _>(kind, i128::wrapping_neg),
        Type::Interval => try1::<IntervalMonthDayNanoType, IntervalMonthDayNanoType, _>(kind, |a| {
            Ok(Some(signed(a.into(), -1)?.into()))
        }),
        Type::Null => return Ok(typed(value, Type::BigInt)),
        Type::Boolean | Type::Varchar | Type::Date | Type::Time | Type::Timestamp | Type::Uuid => {
            return Err(Refusal::NoMatch);
        }
    };
    let range = value.range.map(|(least, greatest)| (-greatest, -least));
    Ok(Node::call(kind, at, vec![value], kernel).range(range))
}

/// Where values of different types meet, and what DuckDB says if they cannot.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Meeting {
    /// Compared, for which text turns into the other type.
    Comparison,
    Case,
    Coalesce,
    /// As arguments of `greatest`, `least` and `nullif`.
    Combination,
}

/// The nodes as one type.
pub fn unified(nodes: Vec<Node>, meeting: Meeting) -> Result<(Vec<Node>, Type), Refusal> {
    let is_text = |node: &&Node| node.kind == Type::Varchar && node.literal;
    let mut common = Type::Null;
    for node in nodes.iter().filter(|node| !is_text(node)) {
        common = match (common.common(node.kind), common, node.kind) {
            (Some(kind), _, _) => kind,
            (None, Type::Varchar, other) | (None, other, Type::Varchar)
                if meeting == Meeting::Comparison && other != Type::Interval =>
            {
                other
            }
            (None, one, two) => return Err(Refusal::At(node.at, apart(meeting, one, two))),
        };
    }
    if common == Type::Null && nodes.iter().any(|node| is_text(&node)) {
        common = Type::Varchar;
    }
    let cast_all = nodes.into_iter().map(|node| {
        let (at, from) = (node.at, node.kind);
        constant_cast(node, common)?.ok_or_else(|| Refusal::At(at, apart(meeting, from, common)))
    });
    Ok((cast_all.collect::<Result<_, _>>()?, common))
}

fn apart(meeting: Meeting, one: Type, two: Type) -> String {
    match meeting {
        Meeting::Comparison => {
            format!("Cannot compare values of type {one} and {two} - an explicit cast is required")
        }
        Meeting::Case => format!(
            "Cannot mix values of type {one} and {two} in CASE expression - an explicit cast is required"
        ),
        Meeting::Coalesce => {
            format!(
                "Cannot mix values of type {one} and {two} in COALESCE operator - an explicit cast is required"
            )
        }
        Meeting::Combination => {
            format!("Cannot combine types of {one} and {two} - an explicit cast is required")
        }
    }
}

/// A cast whose value, of a constant, is made at once, so that a text that cannot be cast is found here.
pub fn constant_cast(node: Node, to: Type) -> Result<Option<Node>, Refusal> {
    let was_constant = node.as_constant().is_some();
    let Some(node) = cast(node, to) else { return Ok(None) };
    if was_constant { folded(node).map(Some) } else { Ok(Some(node)) }
}

/// The value of a node whose arguments are constant, as a constant.
pub fn folded(node: Node) -> Result<Node, Refusal> {
    use super::node::Step;
    let arguments = match &node.step {
        Step::Call(_, arguments) => arguments,
        Step::Operand(_) | Step::Constant(_) | Step::Case(..) | Step::Coalesce(_) => return Ok(node),
    };
    if arguments.is_empty() || !arguments.iter().all(|argument| argument.as_constant().is_some()) {
        return Ok(node);
    }
    match node.run(&[], 1) {
        Ok(one) => Ok(Node::constant(node.kind, one, node.at)),
        Err(fault) => Err(Refusal::At(node.at, fault.message)),
    }
}

/// The comparisons.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Comparison {
    Equal,
    NotEqual,
    Less,
    LessOrEqual,
    Greater,
    GreaterOrEqual,
    Distinct,
    NotDistinct,
}

/// `left op right`.
pub fn comparison(op: Comparison, left: Node, right: Node, at: usize) -> Result<Node, Refusal> {
    let (nodes, kind) = unified(vec![left, right], Meeting::Comparison)?;
    let node = Node::call(Type::Boolean, at, nodes, compared(op, kind));
    Ok(if matches!(op, Comparison::Distinct | Comparison::NotDistinct) { node.never_null() } else { node })
}

fn compared(op: Comparison, kind: Type) -> Kernel {
    match kind {
        Type::Double => ordered::<Float64Type, _>(op, double_order),
        Type::Interval => ordered::<IntervalMonthDayNanoType, _>(op, |value| Span::from(value).normalized()),
        _ => Arc::new(move |arguments| {
            let (a, b) = (&arguments[0], &arguments[1]);
            let result = match op {
                Comparison::Equal => cmp::eq(a, b),
                Comparison::NotEqual => cmp::neq(a, b),
                Comparison::Less => cmp::lt(a, b),
                Comparison::LessOrEqual => cmp::lt_eq(a, b),
                Comparison::Greater => cmp::gt(a, b),
                Comparison::GreaterOrEqual => cmp::gt_eq(a, b),
                Comparison::Distinct => cmp::distinct(a, b),
                Comparison::NotDistinct => cmp::not_distinct(a, b),
            };
            truth_array(result)
        }),
    }
}

/// A double as a whole number in the same order: NaN is equal to itself and above all, and −0 is 0.
#[inline(always)]
pub fn double_order(value: f64) -> i64 {
    if value.is_nan() {
        return i64::MAX;
    }
    let bits = (value + 0.0).to_bits() as i64;
    bits ^ (((bits >> 63) as u64) >> 1) as i64
}

fn ordered<T, K>(op: Comparison, key: fn(T::Native) -> K) -> Kernel
where
    T: ArrowPrimitiveType,
    K: Ord + 'static,
{
    Arc::new(move |arguments| {
        let (a, b) = (arguments[0].as_primitive::<T>(), arguments[1].as_primitive::<T>());
        let (x, y) = (a.values(), b.values());
        let by = |holds: fn(&K, &K) -> bool| truths(arguments, |row| holds(&key(x[row]), &key(y[row])));
        Ok(match op {
            Comparison::Equal => by(K::eq),
            Comparison::NotEqual => by(K::ne),
            Comparison::Less => by(K::lt),
            Comparison::LessOrEqual => by(K::le),
            Comparison::Greater => by(K::gt),
            Comparison::GreaterOrEqual => by(K::ge),
            Comparison::Distinct | Comparison::NotDistinct => {
                let same = |row: usize| match (a.is_valid(row), b.is_valid(row)) {
                    (true, true) => key(x[row]) == key(y[row]),
                    (one, two) => one == two,
                };
                let wanted = op == Comparison::NotDistinct;
                let all = BooleanBuffer::collect_bool(a.len(), |row| same(row) == wanted);
                Arc::new(BooleanArray::new(all, None)) as ArrayRef
            }
        })
    })
}

fn truth_array(result: Result<BooleanArray, ArrowError>) -> Result<ArrayRef, Fault> {
    // Both arrays are of one type and one length.
    let array = result.map_err(|error| Fault { row: 0, message: error.to_string() })?;
    Ok(Arc::new(array))
}

/// A node as a condition.
pub fn condition(node: Node) -> Result<Node, Refusal> {
    let (at, kind) = (node.at, node.kind);
    let no_cast = || Refusal::At(at, format!("Unimplemented type for cast ({kind} -> BOOLEAN)"));
    constant_cast(node, Type::Boolean)?.ok_or_else(no_cast)
}

/// `left AND right`, or with OR.
pub fn both(and: bool, left: Node, right: Node, at: usize) -> Result<Node, Refusal> {
    let (left, right) = (condition(left)?, condition(right)?);
    let kernel: Kernel = Arc::new(move |arguments| {
        let (a, b) = (arguments[0].as_boolean(), arguments[1].as_boolean());
        truth_array(if and { compute::and_kleene(a, b) } else { compute::or_kleene(a, b) })
    });
    Ok(Node::call(Type::Boolean, at, vec![left, right], kernel))
}

/// `NOT value`.
pub fn not(value: Node, at: usize) -> Result<Node, Refusal> {
    let value = condition(value)?;
    Ok(Node::call(
        Type::Boolean,
        at,
        vec![value],
        Arc::new(|arguments| truth_array(compute::not(arguments[0].as_boolean()))),
    ))
}

/// `value IS NULL`, or its opposite.
pub fn is_null(value: Node, wanted: bool, at: usize) -> Node {
    let kernel: Kernel = Arc::new(move |arguments| {
        let array = &arguments[0];
        truth_array(if wanted { compute::is_null(array) } else { compute::is_not_null(array) })
    });
    Node::call(Type::Boolean, at, vec![value], kernel).never_null()
}

/// `value IS TRUE` or `value IS FALSE`, or their opposites.
pub fn is_truth(value: Node, truth: bool, wanted: bool, at: usize) -> Result<Node, Refusal> {
    let value = condition(value)?;
    let kernel: Kernel = Arc::new(move |arguments| {
        let a = arguments[0].as_boolean();
        let is = |row: usize| a.is_valid(row) && a.value(row) == truth;
        Ok(Arc::new(BooleanArray::new(BooleanBuffer::collect_bool(a.len(), |row| is(row) == wanted), None)))
    });
    Ok(Node::call(Type::Boolean, at, vec![value], kernel).never_null())
}

/// `value IN (…)`; the value is the first of the nodes.
pub fn among(nodes: Vec<Node>, at: usize) -> Result<Node, Refusal> {
    let (nodes, kind) = unified(nodes, Meeting::Comparison)?;
    let equal = compared(Comparison::Equal, kind);
    let kernel: Kernel = Arc::new(move |arguments| {
        let mut found: Option<BooleanArray> = None;
        for item in &arguments[1..] {
            let one = equal(&[Arc::clone(&arguments[0]), Arc::clone(item)])?;
            found = Some(match found {
                None => one.as_boolean().clone(),
                Some(found) => compute::or_kleene(&found, one.as_boolean())
                    .map_err(|error| Fault { row: 0, message: error.to_string() })?,
            });
        }
        let none = || BooleanArray::from(vec![false; arguments[0].len()]);
        Ok(Arc::new(found.unwrap_or_else(none)))
    });
    Ok(Node::call(Type::Boolean, at, nodes, kernel))
}

/// `value BETWEEN low AND high`, in this order.
pub fn between(nodes: Vec<Node>, at: usize) -> Result<Node, Refusal> {
    let (nodes, kind) = unified(nodes, Meeting::Comparison)?;
    let (above, below) =
        (compared(Comparison::GreaterOrEqual, kind), compared(Comparison::LessOrEqual, kind));
    let kernel: Kernel = Arc::new(move |arguments| {
        let [value, low, high] = [0, 1, 2].map(|place: usize| Arc::clone(&arguments[place]));
        let above = above(&[Arc::clone(&value), low])?;
        let below = below(&[value, high])?;
        truth_array(compute::and_kleene(above.as_boolean(), below.as_boolean()))
    });
    Ok(Node::call(Type::Boolean, at, nodes, kernel))
}
