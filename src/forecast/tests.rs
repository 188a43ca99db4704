use super::*;
use crate::config::Overrides;

const TEMPLATES: &[(&str, &str, f64)] = &[
    ("saas", include_str!("../../templates/saas.yaml"), 5.0),
    ("hr", include_str!("../../templates/hr.yaml"), 5.0),
    ("ecommerce", include_str!("../../templates/ecommerce.yaml"), 3.0),
    ("education", include_str!("../../templates/education.yaml"), 5.0),
    ("healthcare", include_str!("../../templates/healthcare.yaml"), 5.0),
    ("banking", include_str!("../../templates/banking.yaml"), 1.0),
    ("marketing", include_str!("../../templates/marketing.yaml"), 1.0),
    ("retail_analytics", include_str!("../../templates/retail_analytics.yaml"), 0.1),
    ("web_analytics", include_str!("../../templates/web_analytics.yaml"), 0.1),
    ("marketplace", include_str!("../../templates/marketplace.yaml"), 0.5),
    ("bank", include_str!("../../templates/bank.yaml"), 0.5),
];

fn project(text: &str, scale: f64) -> Project {
    Project::read("a", text, Overrides { scale: Some(scale), ..Overrides::default() }).unwrap().0
}

#[test]
fn sizes_of_parquet_files_are_right_within_a_factor_of_two() {
    for (name, text, scale) in TEMPLATES {
        let project = project(text, *scale);
        for (index, forecast) in forecast(&project, &Workers::new(2)).unwrap().into_iter().enumerate() {
            if forecast.files > 1 {
                continue;
            }
            let table = project.table(index, None);
            let encoder = Encoder::new(&forecast.table, table.as_ref(), &Workers::new(2)).unwrap();
            let per_group = group_blocks(table.blocks()).unwrap();
            let mut groups = Vec::new();
            for (number, first) in (0..table.blocks()).step_by(per_group as usize).enumerate() {
                let blocks = first..(first + per_group).min(table.blocks());
                groups.push(encoder.group(number, blocks, &AtomicBool::new(false)).unwrap().unwrap());
            }
            let rows: u64 = groups.iter().map(|group| group.rows).sum();
            let bytes = size_of(&encoder, groups).unwrap();
            let ratio = forecast.parquet_bytes as f64 / bytes as f64;
            assert!((0.5..2.0).contains(&ratio), "{name}.{}: {ratio}", forecast.table);
            let ratio = (forecast.rows + 1) as f64 / (rows + 1) as f64;
            assert!((0.5..2.0).contains(&ratio), "{name}.{}: {ratio} of the rows", forecast.table);
            assert!(!forecast.exact || forecast.rows == rows, "{name}.{}", forecast.table);
        }
    }
}

#[test]
fn sizes_do_not_depend_on_the_clock() {
    let project = project(TEMPLATES[0].1, 1e6);
    let sizes = || {
        let all = forecast(&project, &Workers::new(2)).unwrap();
        all.into_iter().map(|one| (one.rows, one.parquet_bytes, one.csv_bytes)).collect::<Vec<_>>()
    };
    assert_eq!(sizes(), sizes());
}
