/** Looks of the sheet, on screen and on paper. */
export const proofStyles = `
@page { size: A4; margin: 14mm 12mm; }
* { box-sizing: border-box; }
body { max-width: 60rem; margin: 2rem auto; padding: 0 1.5rem; color: #17202a; background: #fff; font: 13px/1.45 "DejaVu Sans", "Segoe UI", system-ui, sans-serif; }
h1 { margin: 0 0 .75rem; font-size: 1.7rem; letter-spacing: -.01em; overflow-wrap: anywhere; }
h2 { margin: 1.8rem 0 .5rem; font-size: 1.05rem; break-after: avoid; }
h3 { margin: 1rem 0 .35rem; font-size: .95rem; color: #44525f; break-after: avoid; }
.brand { margin: 0 0 .25rem; color: #51606e; font-size: .85rem; letter-spacing: .02em; }
.verdict { margin: 0; padding: .7rem .9rem; border-left: 4px solid; border-radius: 3px; font-size: 1.02rem; }
.good { border-color: #1f7a45; background: #e9f6ee; }
.bad { border-color: #b3261e; background: #fdecea; }
.facts { margin: 1.2rem 0 0; }
.facts div { display: flex; gap: 1rem; padding: .25rem 0; border-bottom: 1px solid #e7ebef; }
dt { flex: 0 0 9.5rem; color: #51606e; }
dd { margin: 0; overflow-wrap: anywhere; }
table { width: 100%; border-collapse: collapse; font-size: .88em; }
thead { display: table-header-group; }
tr { break-inside: avoid; }
th { padding: .3rem .5rem; border-bottom: 1.5px solid #8b98a5; text-align: left; font-weight: 600; white-space: nowrap; }
td { padding: .25rem .5rem; border-bottom: 1px solid #e7ebef; vertical-align: top; overflow-wrap: anywhere; }
tfoot td { border-top: 1.5px solid #8b98a5; border-bottom: 0; font-weight: 600; }
.n { text-align: right; font-variant-numeric: tabular-nums; white-space: nowrap; }
pre { margin: .4rem 0; padding: .55rem .7rem; border-radius: 3px; background: #f2f5f7; font: .88em/1.4 "DejaVu Sans Mono", ui-monospace, monospace; white-space: pre-wrap; overflow-wrap: anywhere; }
`;
