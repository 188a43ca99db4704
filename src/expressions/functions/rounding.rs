//! Absolute values, signs and rounding.

use arrow::datatypes::{Decimal128Type, Float64Type, Int32Type, Int64Type};

use super::super::cast::{divided, power};
use super::super::kernels::{map1, map2, try1};
use super::super::node::{Kernel, Node};
use super::super::operators::{Arithmetic, arithmetic};
use super::super::refusal::Refusal;
use super::super::types::Type;
use super::{Call, Function, widen};

pub static FUNCTIONS: &[Function] = &[
    Function {
        name: "abs",
        aliases: &[],
        usage: "abs(number)",
        result: "as the number",
        doc: "The number without its sign",
        arity: (1, 1),
        bind: |call| {
            let at = call.at;
            let [value] = call.take()?;
            let value = number(value)?;
            let kind = value.kind;
            let overflow = |value: i64| format!("Overflow on abs({value})");
            let kernel = match kind {
                Type::Integer => try1::<Int32Type, Int32Type, _>(kind, move |a| {
                    a.checked_abs().map(Some).ok_or_else(|| overflow(a.into()))
                }),
                Type::BigInt => try1::<Int64Type, Int64Type, _>(kind, move |a| {
                    a.checked_abs().map(Some).ok_or_else(|| overflow(a))
                }),
                Type::Decimal { .. } => map1::<Decimal128Type, Decimal128Type, _>(kind, i128::wrapping_abs),
                _ => map1::<Float64Type, Float64Type, _>(kind, f64::abs),
            };
            let range = value.range.map(|(least, greatest)| {
                let inside =
                    if least <= 0.0 && greatest >= 0.0 { 0.0 } else { least.abs().min(greatest.abs()) };
                (inside, least.abs().max(greatest.abs()))
            });
            Ok(Node::call(kind, at, vec![value], kernel).range(range))
        },
    },
    Function {
        name: "sign",
        aliases: &[],
        usage: "sign(number)",
        result: "INTEGER (TINYINT in DuckDB)",
        doc: "−1, 0 or 1",
        arity: (1, 1),
        bind: |call| {
            let at = call.at;
            let [value] = call.take()?;
            let value = number(value)?;
            let kind = Type::Integer;
            let kernel = match value.kind {
                Type::Integer => map1::<Int32Type, Int32Type, _>(kind, i32::signum),
                Type::BigInt => map1::<Int64Type, Int32Type, _>(kind, |a| a.signum() as i32),
                Type::Decimal { .. } => map1::<Decimal128Type, Int32Type, _>(kind, |a| a.signum() as i32),
                _ => map1::<Float64Type, Int32Type, _>(kind, |a| i32::from(a > 0.0) - i32::from(a < 0.0)),
            };
            Ok(Node::call(kind, at, vec![value], kernel).range(Some((-1.0, 1.0))))
        },
    },
    Function {
        name: "ceil",
        aliases: &["ceiling"],
        usage: "ceil(number)",
        result: "DECIMAL(width, 0) of a DECIMAL, else DOUBLE",
        doc: "The least whole number that is not less",
        arity: (1, 1),
        bind: |call| whole(call, libm::ceil, |a, by| a.div_euclid(by) + i128::from(a.rem_euclid(by) != 0)),
    },
    Function {
        name: "floor",
        aliases: &[],
        usage: "floor(number)",
        result: "DECIMAL(width, 0) of a DECIMAL, else DOUBLE",
        doc: "The greatest whole number that is not greater",
        arity: (1, 1),
        bind: |call| whole(call, libm::floor, |a, by| a.div_euclid(by)),
    },
    Function {
        name: "trunc",
        aliases: &[],
        usage: "trunc(number)",
        result: "as the number; DECIMAL(width, 0) of a DECIMAL",
        doc: "The number without its fraction",
        arity: (1, 1),
        bind: |call| match call.arguments[0].kind {
            kind if kind.is_whole() => same(call),
            _ => whole(call, libm::trunc, |a, by| a / by),
        },
    },
    Function {
        name: "round",
        aliases: &[],
        usage: "round(number[, digits])",
        result: "as the number; DECIMAL(width, digits) of a DECIMAL, whose digits must be constant",
        doc: "Rounded to that many digits after the point (before it if negative), half away from zero",
        arity: (1, 2),
        bind: |call| {
            if call.arguments.len() == 2 {
                return rounded(call);
            }
            match call.arguments[0].kind {
                kind if kind.is_whole() => same(call),
                _ => whole(call, libm::round, divided),
            }
        },
    },
    Function {
        name: "mod",
        aliases: &[],
        usage: "mod(number, number)",
        result: "the common type",
        doc: "What remains of a division, as %",
        arity: (2, 2),
        bind: |call| {
            let at = call.at;
            let [left, right] = call.take()?;
            arithmetic(Arithmetic::Remainder, left, right, at)
        },
    },
];

/// The node as a number of its own type.
fn number(node: Node) -> Result<Node, Refusal> {
    if node.kind.is_number() { Ok(node) } else { widen(node, Type::Double) }
}

fn same(call: Call) -> Result<Node, Refusal> {
    let [value] = call.take()?;
    Ok(value)
}

/// Rounding to whole numbers: of doubles, and of decimals by the power of their scale.
fn whole(call: Call, double: fn(f64) -> f64, decimal: fn(i128, i128) -> i128) -> Result<Node, Refusal> {
    let at = call.at;
    let [value] = call.take()?;
    let value = if value.kind.is_whole() { widen(value, Type::Double)? } else { number(value)? };
    let range = value.range.map(|(least, greatest)| (double(least), double(greatest)));
    let (kind, kernel) = match value.kind {
        Type::Decimal { width, scale } => {
            let kind = Type::Decimal { width, scale: 0 };
            let by = power(scale);
            (kind, map1::<Decimal128Type, Decimal128Type, _>(kind, move |a| decimal(a, by)))
        }
        _ => (Type::Double, map1::<Float64Type, Float64Type, _>(Type::Double, double)),
    };
    Ok(Node::call(kind, at, vec![value], kernel).range(range))
}

/// `round(number, digits)`.
fn rounded(call: Call) -> Result<Node, Refusal> {
    let at = call.at;
    let [value, digits] = call.take()?;
    let value = number(value)?;
    let digits = widen(digits, Type::Integer)?;
    let constant = digits.as_whole();
    let range = value.range.zip(constant).map(|((least, greatest), digits)| {
        let unit = libm::pow(10.0, -(digits.clamp(-308, 308) as f64));
        (least - unit, greatest + unit)
    });
    let (kind, kernel): (Type, Kernel) = match (value.kind, constant) {
        (Type::Decimal { width, scale }, Some(digits)) => {
            let scale = i64::from(scale);
            let (kind, kernel) = if digits >= scale {
                (value.kind, map1::<Decimal128Type, Decimal128Type, _>(value.kind, |a| a))
            } else {
                let kept = digits.max(0);
                let kind = Type::Decimal { width, scale: kept as u8 };
                // Beyond its width nothing of a number is left.
                let gone = scale - digits;
                let kernel = if gone > i64::from(width) {
                    map1::<Decimal128Type, Decimal128Type, _>(kind, |_| 0)
                } else {
                    let (by, back) = (power(gone as u8), power((kept - digits) as u8));
                    map1::<Decimal128Type, Decimal128Type, _>(kind, move |a| {
                        divided(a, by).wrapping_mul(back)
                    })
                };
                (kind, kernel)
            };
            return Ok(Node::call(kind, at, vec![value], kernel).range(range));
        }
        (Type::Decimal { .. }, None) => {
            let message = "ROUND(DECIMAL, INTEGER) with non-constant precision is not supported";
            return Err(Refusal::At(digits.at, message.to_owned()));
        }
        (Type::Integer, _) => (Type::Integer, whole_digits::<Int32Type>(Type::Integer)),
        (Type::BigInt, _) => (Type::BigInt, whole_digits::<Int64Type>(Type::BigInt)),
        (_, Some(digits)) if (0..23).contains(&digits) => {
            let factor = ten_to(digits as i32);
            let kernel =
                map1::<Float64Type, Float64Type, _>(Type::Double, move |value| to_unit(value, factor));
            return Ok(Node::call(Type::Double, at, vec![value], kernel).range(range));
        }
        _ => (Type::Double, map2::<Float64Type, Int32Type, Float64Type, _>(Type::Double, to_digits)),
    };
    Ok(Node::call(kind, at, vec![value, digits], kernel).range(range))
}

/// Whole numbers to a power of ten.
fn whole_digits<T>(kind: Type) -> Kernel
where
    T: arrow::array::ArrowPrimitiveType<Native: Into<i64> + TryFrom<i64>>,
{
    super::super::kernels::try2::<T, Int32Type, T, _>(kind, |a, digits| {
        let gone = digits.checked_neg().unwrap_or(i32::MAX);
        if gone <= 0 {
            return Ok(Some(a));
        }
        let value: i64 = a.into();
        let whole = if gone > 18 {
            0
        } else {
            let by = power(gone as u8);
            divided(i128::from(value), by) * by
        };
        let fits = i64::try_from(whole).ok().and_then(|whole| T::Native::try_from(whole).ok());
        fits.map(Some).ok_or_else(|| "Overflow in ROUND of integer".to_owned())
    })
}

/// The powers of ten that doubles hold exactly.
static POWERS: [f64; 23] = {
    let mut powers = [1.0; 23];
    let mut exponent = 1;
    while exponent < 23 {
        powers[exponent] = powers[exponent - 1] * 10.0;
        exponent += 1;
    }
    powers
};

fn ten_to(exponent: i32) -> f64 {
    match usize::try_from(exponent) {
        Ok(exponent) if exponent < 23 => POWERS[exponent],
        _ => libm::pow(10.0, f64::from(exponent)),
    }
}

/// A double to so many digits, by DuckDB's steps: multiplied, rounded half away from zero, divided.
fn to_digits(value: f64, digits: i32) -> f64 {
    if digits < 0 {
        let factor = ten_to(digits.checked_neg().unwrap_or(i32::MAX));
        let rounded = libm::round(value / factor) * factor;
        return if rounded.is_finite() { rounded } else { 0.0 };
    }
    to_unit(value, ten_to(digits))
}

fn to_unit(value: f64, factor: f64) -> f64 {
    let rounded = libm::round(value * factor) / factor;
    if rounded.is_finite() { rounded } else { value }
}
