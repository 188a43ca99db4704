//! Roots, powers, logarithms and angles, all of doubles.

use arrow::datatypes::Float64Type;

use super::super::kernels::{map1, map2};
use super::super::node::Node;
use super::super::refusal::Refusal;
use super::super::types::Type;
use super::{Call, Function, widen};

const fn one(
    name: &'static str,
    aliases: &'static [&'static str],
    usage: &'static str,
    doc: &'static str,
    bind: fn(Call) -> Result<Node, Refusal>,
) -> Function {
    Function { name, aliases, usage, result: "DOUBLE", doc, arity: (1, 1), bind }
}

pub static FUNCTIONS: &[Function] = &[
    one("sqrt", &[], "sqrt(number)", "The square root; NaN of a negative number", |call| {
        of(call, libm::sqrt)
    }),
    one("exp", &[], "exp(number)", "e to that power", |call| of(call, libm::exp)),
    one("ln", &[], "ln(number)", "The natural logarithm; −infinity of 0, NaN of less", |call| {
        of(call, libm::log)
    }),
    one("log2", &[], "log2(number)", "The logarithm to base 2", |call| of(call, libm::log2)),
    one("log10", &[], "log10(number)", "The logarithm to base 10", |call| of(call, libm::log10)),
    Function {
        name: "log",
        aliases: &[],
        usage: "log([base, ]number)",
        result: "DOUBLE",
        doc: "The logarithm to a base, 10 unless given",
        arity: (1, 2),
        bind: |call| match call.arguments.len() {
            1 => of(call, libm::log10),
            _ => of_two(call, |base, value| libm::log10(value) / libm::log10(base)),
        },
    },
    Function {
        name: "pow",
        aliases: &["power"],
        usage: "pow(number, exponent)",
        result: "DOUBLE",
        doc: "The number to that power",
        arity: (2, 2),
        bind: |call| of_two(call, libm::pow),
    },
    one("sin", &[], "sin(radians)", "The sine", |call| of(call, libm::sin)),
    one("cos", &[], "cos(radians)", "The cosine", |call| of(call, libm::cos)),
    one("asin", &[], "asin(number)", "The angle in radians of a sine", |call| of(call, libm::asin)),
    one("acos", &[], "acos(number)", "The angle in radians of a cosine", |call| of(call, libm::acos)),
    one("atan", &[], "atan(number)", "The angle in radians of a tangent", |call| of(call, libm::atan)),
    Function {
        name: "pi",
        aliases: &[],
        usage: "pi()",
        result: "DOUBLE",
        doc: "The number π",
        arity: (0, 0),
        bind: |call| {
            let pi = arrow::array::Float64Array::from(vec![std::f64::consts::PI]);
            Ok(Node::constant(Type::Double, std::sync::Arc::new(pi), call.at))
        },
    },
    one("radians", &[], "radians(degrees)", "Degrees as radians", |call| {
        of(call, |degrees| degrees * (std::f64::consts::PI / 180.0))
    }),
    one("degrees", &[], "degrees(radians)", "Radians as degrees", |call| {
        of(call, |radians| radians * (180.0 / std::f64::consts::PI))
    }),
];

fn of(call: Call, f: fn(f64) -> f64) -> Result<Node, Refusal> {
    let at = call.at;
    let [value] = call.take()?;
    let value = widen(value, Type::Double)?;
    Ok(Node::call(Type::Double, at, vec![value], map1::<Float64Type, Float64Type, _>(Type::Double, f)))
}

fn of_two(call: Call, f: fn(f64, f64) -> f64) -> Result<Node, Refusal> {
    let at = call.at;
    let [one, two] = call.take()?;
    let nodes = vec![widen(one, Type::Double)?, widen(two, Type::Double)?];
    Ok(Node::call(Type::Double, at, nodes, map2::<Float64Type, Float64Type, Float64Type, _>(Type::Double, f)))
}
