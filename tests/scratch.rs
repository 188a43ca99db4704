use plotsim::config::{node, plotsim as lang, reader::Report};
#[test]
fn scratch() {
    let mut files: Vec<_> = ["saas", "hr", "ecommerce", "education", "healthcare"]
        .iter()
        .map(|n| format!("templates/{n}.yaml"))
        .collect();
    if let Ok(more) = std::env::var("FILES") {
        files = more.split_whitespace().map(str::to_owned).collect();
    }
    for file in files {
        let text = std::fs::read_to_string(&file).unwrap();
        let report = Report::new(&file);
        let model = match node::parse(&text) {
            Ok(tree) => lang::read(&tree, lang::Overrides { seed: None, scale: None }, &report),
            Err(f) => {
                report.push(f);
                None
            }
        };
        println!(
            "== {file}: {}",
            model.as_ref().map_or("refused".into(), |m| m
                .tables
                .iter()
                .map(|t| format!("{} ({})", t.name, t.kind.name()))
                .collect::<Vec<_>>()
                .join(", "))
        );
        for f in &report.into_findings().items {
            println!(
                "  {}:{}:{} {}: {} {} [{:?}]",
                f.severity.name(),
                f.at.line,
                f.at.column,
                f.path,
                f.code,
                f.message,
                f.hint
            );
        }
    }
}
