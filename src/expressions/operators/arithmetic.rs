//! Arithmetic on numbers.

use arrow::array::ArrowPrimitiveType;
use arrow::datatypes::{Decimal128Type, Float64Type, Int32Type, Int64Type, IntervalMonthDayNanoType};

use super::super::cast::{cast, power};
use super::super::kernels::{map1, map2, try1, try2};
use super::super::node::{Kernel, Node};
use super::super::refusal::Refusal;
use super::super::types::{Type, WIDEST};
use super::moments::{moments, signed};

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
pub(super) fn range_of(op: Arithmetic, a: Option<(f64, f64)>, b: Option<(f64, f64)>) -> Option<(f64, f64)> {
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
