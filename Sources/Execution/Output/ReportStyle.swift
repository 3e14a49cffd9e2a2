/// How a report looks: by the reader's own preference dark or light, and on any width.
enum ReportStyle {
  static let text = """
    :root{color-scheme:light dark;--fg:#1f2328;--bg:#fff;--soft:#f6f8fa;--line:#d0d7de;\
    --done:#1a7f37;--failed:#cf222e;--cold:#0969da;--warn:#9a6700;--idle:#6e7781}
    @media(prefers-color-scheme:dark){:root{--fg:#e6edf3;--bg:#0d1117;--soft:#161b22;--line:#30363d;\
    --done:#3fb950;--failed:#f85149;--cold:#58a6ff;--warn:#d29922;--idle:#8b949e}}
    *{box-sizing:border-box}
    body{margin:0 auto;max-width:75rem;padding:1rem;font:16px/1.5 system-ui,sans-serif;\
    color:var(--fg);background:var(--bg)}
    h1{font-size:1.5rem}h2{font-size:1.15rem;margin-top:2rem;border-bottom:1px solid var(--line)}
    .hint,small{color:var(--idle)}
    .wide{overflow-x:auto}
    .lanes{min-width:40rem;border-left:1px solid var(--line)}
    .lane{position:relative;height:1.75rem}
    .bar{position:absolute;top:2px;height:1.5rem;min-width:3px;padding:0 4px;overflow:hidden;\
    white-space:nowrap;text-overflow:ellipsis;font-size:.75rem;line-height:1.5rem;color:#fff;\
    text-decoration:none;border-radius:3px;background:var(--idle)}
    .bar.done{background:#1a7f37}.bar.failed{background:#cf222e}.bar.cold{background:#0969da}
    .bar.tolerated,.bar.interrupted{background:#9a6700}
    .critical{border-bottom:4px solid var(--fg)}
    span.done{color:var(--done)}span.failed{color:var(--failed)}span.cold{color:var(--cold)}
    span.tolerated,span.interrupted{color:var(--warn)}
    span.skipped,span.notDone{color:var(--idle)}
    table{border-collapse:collapse}
    th,td{text-align:left;padding:.2rem .8rem .2rem 0;border-bottom:1px solid var(--line)}
    details{padding:.3rem 0;border-bottom:1px solid var(--line);overflow-wrap:anywhere}
    summary{cursor:pointer}
    pre{overflow-x:auto;padding:.6rem;background:var(--soft);border-radius:4px;font-size:.8rem}

    """
}
