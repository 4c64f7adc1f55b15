/// The style sheet and the script of the report, and the policy that lets a browser use these two and nothing else.
package enum PageAssets {
    /// Base64 of the SHA-256 of ``style``, as a Content-Security-Policy source; a test keeps it true.
    static let styleHash = "+kR1JXhz0j+FAjYli02m0O99+WQyD0Dv6gwx+h1DuWg="
    /// The same for ``script``.
    static let scriptHash = "AeXq4aA1mr+n77C5NiXuiK7ZfNqAjDH0Cmm4hOhOP6o="

    /// The content policy: no connection, no image, no font, no frame, no form.
    package static let policy =
        "default-src 'none'; style-src 'sha256-\(styleHash)'; script-src 'sha256-\(scriptHash)'; base-uri 'none'; form-action 'none'"

    /// Filters the rows of all tables by a word. Without it the page says the same.
    package static let script = """
        (function(){
        'use strict';
        var box=document.createElement('input');
        box.type='search';box.placeholder='Filter tables';box.setAttribute('aria-label','Filter tables');
        document.getElementById('contents').appendChild(box);
        var rows=Array.prototype.slice.call(document.querySelectorAll('tbody tr'));
        box.addEventListener('input',function(){
        var words=box.value.toLowerCase().split(/\\s+/).filter(Boolean);
        rows.forEach(function(row){
        var text=row.textContent.toLowerCase();
        row.hidden=!words.every(function(word){return text.indexOf(word)>=0;});
        });
        });
        })();
        """

    /// The page's style sheet and the topology's.
    package static let style = page + "\n" + TopologyStyle.css

    private static let page = """
        :root{color-scheme:light dark;--ground:#fff;--raised:#f6f7f9;--ink:#1c2024;--soft:#5f6772;--line:#dde1e6;--link:#175cb0;
        --error:#b3261e;--warning:#8a5a00;--note:#175cb0;--fine:#1b7f52}
        @media (prefers-color-scheme:dark){:root{--ground:#14171b;--raised:#1d2126;--ink:#e8eaed;--soft:#a2abb6;--line:#343a43;--link:#8ab8f5;
        --error:#ff8a80;--warning:#f2c063;--note:#8ab8f5;--fine:#56c596}}
        *{box-sizing:border-box}
        html{scroll-padding-top:4rem}
        body{margin:0;background:var(--ground);color:var(--ink);font:15px/1.5 system-ui,-apple-system,"Segoe UI",Roboto,"Noto Sans",sans-serif}
        header,main,footer{max-width:1560px;margin:0 auto;padding:0 1.5rem}
        header{padding-top:2rem}
        h1{margin:0;font-size:2rem;line-height:1.2;overflow-wrap:anywhere}
        h2{margin:0 0 .6rem;font-size:1.25rem}
        p{max-width:75ch}
        a{color:var(--link)}
        code{font:13px/1.45 ui-monospace,SFMono-Regular,Menlo,Consolas,"DejaVu Sans Mono",monospace;overflow-wrap:anywhere}
        .kicker{margin:0;color:var(--soft);letter-spacing:.08em;text-transform:uppercase;font-size:.8rem}
        .facts{margin:.3rem 0 1rem;max-width:none;color:var(--soft);overflow-wrap:anywhere}
        .soft{color:var(--soft)}
        .none{color:var(--soft)}
        .figures{list-style:none;margin:0;padding:0;display:grid;grid-template-columns:repeat(auto-fit,minmax(8rem,1fr));gap:.6rem}
        .figures a{display:block;padding:.6rem .8rem;border:1px solid var(--line);border-radius:8px;background:var(--raised);color:var(--soft);
        text-decoration:none}
        .figures b{display:block;font-size:1.6rem;line-height:1.15;color:var(--ink);font-variant-numeric:tabular-nums}
        .figures .error b{color:var(--error)}
        .figures .warning b{color:var(--warning)}
        nav{display:flex;flex-wrap:wrap;gap:.3rem 1rem;align-items:center;padding:.8rem 0;margin-top:.6rem;border-bottom:1px solid var(--line)}
        nav a{text-decoration:none}
        nav input{margin-left:auto;font:inherit;color:inherit;background:var(--ground);border:1px solid var(--line);border-radius:6px;padding:.3rem .6rem;
        width:14rem;max-width:100%}
        section{padding:1.6rem 0 .4rem}
        .scroll{overflow-x:auto}
        .picture{border:1px solid var(--line);border-radius:8px}
        .picture svg{display:block;height:auto;max-width:100%;margin:0 auto}
        .picture.wide svg{min-width:1180px}
        table{border-collapse:collapse;width:100%}
        th{text-align:left;font-weight:600;color:var(--soft);white-space:nowrap}
        th,td{padding:.4rem .9rem .4rem 0;border-bottom:1px solid var(--line);vertical-align:top}
        td ul{margin:0;padding:0;list-style:none}
        td{overflow-wrap:break-word;min-width:5rem}
        .tag{display:inline-block;padding:0 .45em;border:1px solid currentColor;border-radius:99px;font-size:.78rem;color:var(--soft);white-space:nowrap}
        .tag.error{color:var(--error)}
        .tag.warning{color:var(--warning)}
        .tag.note{color:var(--note)}
        .tag.fine{color:var(--fine)}
        footer{padding-top:1.5rem;padding-bottom:2rem;color:var(--soft);font-size:.85rem}
        @media screen and (max-width:760px){
        header,main,footer{padding-left:1rem;padding-right:1rem}
        .figures{grid-template-columns:repeat(3,1fr)}
        .figures a{padding:.4rem .5rem;font-size:.85rem}
        nav input{width:100%;margin:0}
        thead{position:absolute;width:1px;height:1px;overflow:hidden;clip-path:inset(50%)}
        table,tbody{display:block}
        tr{display:block;border:1px solid var(--line);border-radius:8px;margin:0 0 .7rem;padding:.4rem .7rem}
        tr[hidden]{display:none}
        td{display:grid;grid-template-columns:6.2rem minmax(0,1fr);gap:.5rem;border:0;padding:.15rem 0}
        td::before{content:attr(data-label);color:var(--soft);font-size:.85rem}
        }
        @media print{
        @page{size:A4 landscape;margin:12mm}
        :root{color-scheme:light;--ground:#fff;--raised:#fff;--ink:#000;--soft:#444;--line:#bbb;--link:#000}
        body{font-size:10pt}
        nav{display:none}
        section{break-before:auto}
        h2{break-after:avoid}
        tr{break-inside:avoid}
        .scroll{overflow:visible}
        .picture{break-inside:avoid;border:0}
        .picture svg,.picture.wide svg{min-width:0;width:100%;height:auto;max-height:165mm}
        }
        """
}
