namespace XaiFunctions.Documents.Plots;

/// <summary>The look of plots, for light and dark. Texts keep a contrast of 4.5 to the paper, shapes 3.</summary>
public static class PlotStyle
{
    /// <summary>The style sheet. Classes are used by plots only; custom properties are shared with the report.</summary>
    public const string Css =
        """
        :root{color-scheme:light dark;--paper:#ffffff;--ink:#1b1f24;--muted:#57606a;--line:#d0d7de;--axis:#6e7781;--up:#0a5cb8;--down:#b0400a;--neutral:#6e7781;--v0:#7f93a6;--v1:#6b7bab;--v2:#6a5aa8;--v3:#5f3592;--v4:#43106b}
        @media (prefers-color-scheme:dark){:root{--paper:#14181d;--ink:#e6edf3;--muted:#9aa7b4;--line:#30363d;--axis:#8b949e;--up:#6cb2f7;--down:#f2965a;--neutral:#8b949e;--v0:#66788a;--v1:#7d8fa8;--v2:#a3a6c9;--v3:#d9b27c;--v4:#ffd84d}}
        @media print{:root{--paper:#ffffff;--ink:#000000;--muted:#444c56;--line:#d0d7de;--axis:#57606a;--up:#0a5cb8;--down:#b0400a;--neutral:#57606a;--v0:#7f93a6;--v1:#6b7bab;--v2:#6a5aa8;--v3:#5f3592;--v4:#43106b}}
        .plot{font-family:system-ui,-apple-system,"Segoe UI",Roboto,"Noto Sans",sans-serif;font-size:12px}
        .plot text{fill:var(--ink);paint-order:stroke;stroke:var(--paper);stroke-width:3px;stroke-linejoin:round}.plot .small{font-size:11px;fill:var(--muted)}.plot .strong{font-weight:600}
        .plot .paper{fill:var(--paper)}.plot .grid{stroke:var(--line);stroke-width:1}.plot .axis{stroke:var(--axis);stroke-width:1}.plot .mark{stroke:var(--ink);stroke-width:1.5;stroke-dasharray:4 3}
        .plot .whisker{stroke:var(--ink);stroke-width:1.5;fill:none}.plot .link{stroke:var(--axis);stroke-width:1;stroke-dasharray:2 2}
        .plot .up{fill:var(--up)}.plot .down{fill:var(--down)}.plot .s1{fill-opacity:.25}.plot .s2{fill-opacity:.44}.plot .s3{fill-opacity:.63}.plot .s4{fill-opacity:.82}.plot .bar{fill:var(--neutral)}
        .plot .dots{fill:none;stroke-linecap:round}.plot .d0{stroke:var(--v0);stroke-width:2.6}.plot .d1{stroke:var(--v1);stroke-width:3.1}.plot .d2{stroke:var(--v2);stroke-width:3.6}.plot .d3{stroke:var(--v3);stroke-width:4.1}.plot .d4{stroke:var(--v4);stroke-width:4.6}.plot .dn{stroke:var(--neutral);stroke-width:3.2}
        .plot .over{stroke:var(--ink);stroke-width:2}
        """;
}
