/** The page's one style sheet: no colour alone says anything, everything is large enough to touch. */
export const STYLE = `:root{color-scheme:light dark;--ground:#f4f5f7;--card:#fff;--ink:#1b1f24;--soft:#525a66;--line:#d5dae1;
--accent:#1456b8;--accent-ink:#fff;--tint:#e9f0fb;--good:#17663a;--bad:#a8261b;--warn:#7a4b00;--warn-tint:#fff5dd;--code:#eceff3}
@media (prefers-color-scheme:dark){:root{--ground:#14171b;--card:#1d2127;--ink:#eceff3;--soft:#a9b2be;--line:#363d47;
--accent:#8ab8ff;--accent-ink:#0c1a2e;--tint:#1f2c3f;--good:#7fd6a2;--bad:#ff9c92;--warn:#ffd27a;--warn-tint:#332a16;--code:#2a3038}}
*{box-sizing:border-box}
html{-webkit-text-size-adjust:100%}
body{margin:0;background:var(--ground);color:var(--ink);font:1.0625rem/1.5 system-ui,-apple-system,"Segoe UI",Roboto,"DejaVu Sans",sans-serif}
.wide{max-width:46rem;margin:0 auto;padding:0 1rem}
.skip{position:absolute;left:-99rem}
.skip:focus{left:1rem;top:.5rem;z-index:1;background:var(--card);padding:.5rem 1rem;border-radius:.5rem}
header{background:var(--card);border-bottom:1px solid var(--line)}
.brand{display:flex;align-items:center;gap:.5rem;margin:0;padding:.9rem 0 .3rem;font-weight:650}
.brand svg{width:1.5rem;height:1.5rem;fill:var(--accent);flex:none}
nav ul{display:flex;gap:.25rem;list-style:none;margin:0 0 0 -.75rem;padding:0;flex-wrap:wrap}
nav a{display:block;padding:.55rem .75rem;color:var(--soft);text-decoration:none;border-bottom:3px solid transparent}
nav a:hover{color:var(--ink)}
nav a[aria-current]{color:var(--ink);border-color:var(--accent);font-weight:600}
main.wide{display:block;padding-top:1.75rem;padding-bottom:2rem;outline:none}
h1{font-size:1.6rem;line-height:1.25;margin:0 0 .35rem;font-weight:700}
h2{font-size:1.25rem;line-height:1.3;margin:0 0 .5rem}
h3{font-size:1rem;margin:1.4rem 0 .5rem}
.name{font-size:1rem;margin:0 0 .35rem}
.what-label{font-weight:650;margin:1.4rem 0 .5rem}
.card>.choice:first-of-type{margin-top:.4rem}
p{margin:0 0 .6rem}
.lead{color:var(--soft);max-width:40rem;margin-bottom:1.25rem}
.card{background:var(--card);border:1px solid var(--line);border-radius:.8rem;padding:1.15rem;margin:0 0 1rem}
.card>:last-child{margin-bottom:0}
.ask{border:2px solid var(--accent);padding:1.4rem}
h1+.card{margin-top:1rem}
.ask.off{border:1px solid var(--line)}
.ask h2{font-size:1.45rem}
.eyebrow{color:var(--accent);font-weight:650;font-size:.9rem;margin-bottom:.15rem}
.said{padding:.8rem 1rem;border-radius:.6rem;background:var(--tint);margin:1rem 0}
.said{border-left:.35rem solid var(--accent)}
.said.changed,.said.gone,.said.malformed{border-color:var(--warn);background:var(--warn-tint)}
.member{border:1px solid var(--line);border-radius:.6rem;padding:.85rem 1rem;margin:0 0 .6rem}
dl{margin:0}
.member dl div{display:grid;grid-template-columns:8.5rem 1fr;gap:.5rem;padding:.28rem 0;border-top:1px solid var(--line)}
.member dl div:first-child{border-top:0}
dt{color:var(--soft)}
dd{margin:0;overflow-wrap:anywhere}
.remarks{margin:.8rem 0 0;padding-left:1.2rem}
.choice{display:grid;gap:.15rem .9rem;padding:.8rem 0;border-top:1px solid var(--line)}
.choice p{margin:0;color:var(--soft);font-size:.97rem}
.choice .cost{color:var(--ink);font-weight:600}
.act{display:flex;gap:.75rem;align-items:center;flex-wrap:wrap}
button,select{font:inherit;color:inherit;border:1.5px solid var(--soft);border-radius:.55rem;background:var(--card);min-height:2.9rem;padding:.35rem 1.1rem}
button{cursor:pointer;font-weight:600}
button:hover{background:var(--tint)}
button.yes{background:var(--accent);border-color:var(--accent);color:var(--accent-ink)}
button.yes:hover{filter:brightness(1.08)}
select{padding:.35rem .6rem}
label{color:var(--soft)}
:focus-visible{outline:3px solid var(--accent);outline-offset:2px}
.note,.empty{color:var(--soft)}
.plain{list-style:none;margin:0;padding:0}
.plain li{padding:.5rem 0;border-top:1px solid var(--line)}
.plain li:first-child{border-top:0}
.step{color:var(--soft)}
progress{display:block;width:100%;height:.8rem;margin:.5rem 0 .25rem;accent-color:var(--accent)}
.amount{color:var(--soft);font-variant-numeric:tabular-nums}
code{font:.85em ui-monospace,"DejaVu Sans Mono",monospace;background:var(--code);padding:.1em .35em;border-radius:.3em;font-weight:400;overflow-wrap:anywhere}
table{border-collapse:collapse;width:100%}
th,td{text-align:left;padding:.5rem .75rem .5rem 0;border-top:1px solid var(--line);vertical-align:top;font-weight:400}
thead th{border-top:0;color:var(--soft);font-size:.9rem}
tbody th{font-weight:600}
tbody th code{margin-left:.25rem}
.badge{display:inline-block;font-size:.85rem;padding:.05rem .5rem;border-radius:1rem;background:var(--tint)}
.badge.bad{color:var(--bad);background:transparent;border:1px solid}
summary{cursor:pointer;font-weight:600;padding:.2rem 0}
details.card summary{font-size:1.1rem}
.how dt{color:var(--ink);font-weight:600;margin-top:.8rem}
.past{list-style:none;margin:1rem 0 0;padding:0}
.past li{border-left:.35rem solid var(--line)}
.past .installed{border-left-color:var(--good)}
.past .failed{border-left-color:var(--bad)}
.past .yes{border-left-color:var(--accent)}
.past h2{font-size:1.1rem;margin:.1rem 0 .25rem}
.when{color:var(--soft);font-size:.9rem;margin:0}
.what{margin:0 0 .25rem}
.installed>.what{color:var(--good);font-weight:600}
.failed>.what{color:var(--bad);font-weight:600}
pre{white-space:pre-wrap;overflow-wrap:anywhere;font:.85rem/1.5 ui-monospace,"DejaVu Sans Mono",monospace;background:var(--code);padding:.8rem;border-radius:.5rem;margin:.5rem 0 0}
footer{border-top:1px solid var(--line);color:var(--soft);font-size:.9rem;padding:1rem 0 2rem}
footer p{margin:0}
@media (max-width:34rem){.card{padding:1rem}.ask{padding:1.1rem}.member{padding:.75rem .8rem}.member dl div{grid-template-columns:6.7rem 1fr}
.choice .act{align-items:stretch}.choice button{flex:1 1 100%}.choice label{flex:1 1 100%;display:flex;align-items:center;gap:.6rem}
.choice select{flex:1}tbody th code{display:table;margin:.2rem 0 0}}
@media (forced-colors:active){.ask{border:3px solid}}
`;
