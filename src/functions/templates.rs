//! `plotsim_templates()` and `plotsim_template(name)`: the bundled configs.

use super::Function;
use super::call::{Parameter, ParameterKind};
use super::failure::Failure;
use super::rows::Listing;
use crate::config::suggest;

/// A bundled config.
struct Template {
    name: &'static str,
    /// `datagen` or `plotsim`.
    language: &'static str,
    doc: &'static str,
    text: &'static str,
}

const TEMPLATES: &[Template] = &[
    Template {
        name: "retail_analytics",
        language: "datagen",
        doc: "A shop chain: customers, products and stores; orders, order items and web events over 90 days",
        text: include_str!("../../templates/retail_analytics.yaml"),
    },
    Template {
        name: "web_analytics",
        language: "datagen",
        doc: "A news site: visitors' sessions, and page events with linked devices and readers and a JSON payload",
        text: include_str!("../../templates/web_analytics.yaml"),
    },
    Template {
        name: "marketplace",
        language: "datagen",
        doc: "Meals from small kitchens in six towns: dishes, couriers, customers, orders by the clock, their lines and ratings; 92 days",
        text: include_str!("../../templates/marketplace.yaml"),
    },
    Template {
        name: "bank",
        language: "datagen",
        doc: "A bank of three coasts: customers, accounts, cards, merchants, card payments and fraud alerts; 90 days",
        text: include_str!("../../templates/bank.yaml"),
    },
    Template {
        name: "saas",
        language: "plotsim",
        doc: "A rota app for cafés and clinics: engagement, revenue three months after it, tickets, logins and churn; 30 months",
        text: include_str!("../../templates/saas.yaml"),
    },
    Template {
        name: "hr",
        language: "plotsim",
        doc: "A takeover among bicycle makers: morale, overtime, sick leave and its reasons, a mediator in two departments; 36 months",
        text: include_str!("../../templates/hr.yaml"),
    },
    Template {
        name: "ecommerce",
        language: "plotsim",
        doc: "A web shop for board games: visits, orders and returns through two Christmases, complaints in words; 104 weeks",
        text: include_str!("../../templates/ecommerce.yaml"),
    },
    Template {
        name: "education",
        language: "plotsim",
        doc: "A college's campus and evening cohorts: attendance, grades after it, tutors and letters home; 34 months",
        text: include_str!("../../templates/education.yaml"),
    },
    Template {
        name: "healthcare",
        language: "plotsim",
        doc: "A heart clinic's patients: mobility, pain and doses, winters, visits and admissions; 36 months",
        text: include_str!("../../templates/healthcare.yaml"),
    },
    Template {
        name: "banking",
        language: "plotsim",
        doc: "A savings bank doubles a fee: card payments, packages with their history, complaints, an adviser's calls; 36 months",
        text: include_str!("../../templates/banking.yaml"),
    },
    Template {
        name: "marketing",
        language: "plotsim",
        doc: "A toolmaker's newsletter: clicks, orders with lines, reviews, an experiment with letters, and who leaves; 78 weeks",
        text: include_str!("../../templates/marketing.yaml"),
    },
];

/// The text of the template called `name`.
pub fn text(name: &str) -> Result<&'static str, Failure> {
    TEMPLATES.iter().find(|template| template.name == name).map(|template| template.text).ok_or_else(|| {
        let known: Vec<&str> = TEMPLATES.iter().map(|template| template.name).collect();
        let hint = suggest::hint(name, known).unwrap_or_default();
        Failure::Argument(format!("'{name}' is not a template ({hint})"))
    })
}

pub static LIST: Function = Function {
    name: "plotsim_templates",
    doc: "The bundled configs, each usable as template:<name>",
    example: "FROM plotsim_templates();",
    positional: &[],
    named: &[],
    bind: |_| {
        Ok(Listing::default()
            .text("name", TEMPLATES.iter().map(|template| Some(template.name)))
            .text("language", TEMPLATES.iter().map(|template| Some(template.language)))
            .text("description", TEMPLATES.iter().map(|template| Some(template.doc)))
            .table())
    },
};

pub static ONE: Function = Function {
    name: "plotsim_template",
    doc: "The YAML of a bundled config",
    example: "SELECT yaml FROM plotsim_template('saas');",
    positional: &[Parameter { name: "name", kind: ParameterKind::Text, doc: "Name of the template" }],
    named: &[],
    bind: |call| {
        let text = text(call.text(0, "name")?)?;
        Ok(Listing::default().text("yaml", std::iter::once(Some(text))).table())
    },
};
