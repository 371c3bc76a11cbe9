namespace XaiFunctions.Documents.Report;

/// <summary>The look of the page around the plots. Colours are the custom properties of the plots' style.</summary>
public static class ReportStyle
{
    /// <summary>The style sheet; it needs that of the plots before it.</summary>
    public const string Css =
        """
        *{box-sizing:border-box}html{-webkit-text-size-adjust:100%}
        body{margin:0;background:var(--paper);color:var(--ink);font:16px/1.5 system-ui,-apple-system,"Segoe UI",Roboto,"Noto Sans",sans-serif}
        header,main,footer,nav ul{max-width:1180px;margin:0 auto;padding:0 16px}
        header{padding-top:28px}h1{font-size:1.7rem;line-height:1.2;margin:0 0 8px}h2{font-size:1.3rem;margin:44px 0 8px;padding-top:14px;border-top:1px solid var(--line)}h3{font-size:1.02rem;line-height:1.3;margin:0 0 4px}
        h1,h2,h3,p,li,td,th,dd,figcaption{overflow-wrap:anywhere}p{max-width:75ch;margin:8px 0}a{color:var(--up)}
        .lead{font-size:1.1rem}.muted,figcaption{color:var(--muted);font-size:.875rem}
        .skip{position:absolute;left:-9999px}.skip:focus{left:8px;top:8px;background:var(--paper);padding:8px}
        :focus-visible{outline:2px solid var(--up);outline-offset:2px}
        nav ul{display:flex;flex-wrap:wrap;gap:4px 18px;list-style:none;padding-top:8px;padding-bottom:8px}
        .tiles{display:grid;grid-template-columns:repeat(6,1fr);gap:12px;margin:18px 0;padding:0}
        .tiles div{border:1px solid var(--line);border-radius:8px;padding:10px 14px}.tiles dt{color:var(--muted);font-size:.875rem}.tiles dd{margin:0;font-size:1.3rem;font-weight:600;line-height:1.3}
        .note{border:1px solid var(--line);border-left:5px solid var(--down);border-radius:6px;padding:8px 14px;margin:12px 0}.note p{margin:4px 0}
        .grid{columns:3 340px;column-gap:28px;margin-top:16px}
        figure{margin:0;padding-bottom:24px;break-inside:avoid}.plot{display:block;width:100%;max-width:480px;height:auto;margin-top:8px}
        .scroll{overflow-x:auto;margin-top:12px}table{border-collapse:collapse;width:100%;font-size:.9rem}th,td{text-align:left;padding:6px 10px 6px 0;border-bottom:1px solid var(--line);vertical-align:top}th{font-weight:600;white-space:nowrap}
        .number{text-align:right;font-variant-numeric:tabular-nums;white-space:nowrap}td.move{min-width:190px}.mini{display:inline-block;width:48px;height:10px;margin:0 6px 0 0;vertical-align:baseline}
        dl.facts{display:grid;grid-template-columns:minmax(130px,max-content) 1fr;gap:4px 18px;margin:10px 0}.facts dt{color:var(--muted)}.facts dd{margin:0}code{font:.85em ui-monospace,SFMono-Regular,Menlo,Consolas,monospace;overflow-wrap:anywhere}
        footer{padding-top:28px;padding-bottom:40px}
        @media(max-width:1000px){.tiles{grid-template-columns:repeat(3,1fr)}}
        @media(max-width:600px){dl.facts{grid-template-columns:1fr;gap:0}.facts dd{margin-bottom:8px}.tiles{grid-template-columns:1fr 1fr}h1{font-size:1.4rem}}
        @media print{@page{margin:14mm}body{font-size:10.5pt}nav,.skip{display:none}header,main,footer{max-width:none;padding-left:0;padding-right:0}h1,h2,h3,.note,.tiles div,dl.facts{break-inside:avoid}.grid{columns:auto;font-size:0}.grid>figure{display:inline-block;width:48%;margin-right:2%;vertical-align:top;font-size:10.5pt}table{font-size:9pt}td,th{padding-top:3px;padding-bottom:3px}td.move{min-width:0}.tiles{grid-template-columns:repeat(3,1fr)}tr{break-inside:avoid}thead{display:table-header-group}h2,h3{break-after:avoid}.scroll{overflow:visible}a{color:inherit}.plot{max-width:none}.mini{max-width:48px}}
        """;
}
