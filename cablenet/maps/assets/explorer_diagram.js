/* Diagram: two places as two rails, each corridor a line between them as thick as its traffic; before above after. */
(function (cablenet) {
  var WIDTH = 314, RAIL = 5, THICKEST = 16, THINNEST = 1.5, LETTERS = 37, LINE = 15, LEAST = 0.01, SVG = "http://www.w3.org/2000/svg";
  var FONT = "system-ui, -apple-system, 'Segoe UI', Roboto, 'Noto Sans', sans-serif";

  function put(svg, tag, attributes, text) {
    var node = document.createElementNS(SVG, tag);
    Object.keys(attributes).forEach(function (name) { node.setAttribute(name, attributes[name]); });
    if (text !== undefined) node.textContent = text;
    svg.appendChild(node);
  }

  /* The corridors of two places, before and after, as rows; what is not served comes last. After is null where it was not computed. */
  cablenet.corridorRows = function (before, after) {
    var rows = before.ways.map(function (way, slot) {
      var later = after ? after.ways[slot] : null;
      return { name: way.name === null ? cablenet.say("other_ways") : way.name, rest: way.name === null, before: way.share * before.demand, beforeMs: way.ms, after: later ? later.share * before.demand : null, afterMs: later ? later.ms : null };
    }).filter(function (row) { return row.before > 0 || row.after > 0; });
    rows = joined(rows, LEAST * before.demand);
    rows.sort(function (a, b) { return (a.rest || false) - (b.rest || false) || Math.max(b.before, b.after || 0) - Math.max(a.before, a.after || 0); });
    var lost = { name: cablenet.say("not served"), lost: true, before: gone(before), after: after ? gone(after) : null, beforeMs: null, afterMs: null };
    return lost.before > 0 || lost.after > 0 ? rows.concat([lost]) : rows;
  };

  /* Corridors of less than so many Tbps before and after become one. */
  function joined(rows, least) {
    var small = rows.filter(function (row) { return row.rest || (row.before < least && (row.after || 0) < least); });
    if (small.length < 2) return rows;
    function mean(side) {
      var tbps = 0, delay = 0;
      small.forEach(function (row) { tbps += row[side] || 0; delay += (row[side] || 0) * (row[side + "Ms"] || 0); });
      return [small[0][side] === null ? null : tbps, tbps > 0 ? delay / tbps : null];
    }
    var before = mean("before"), after = mean("after");
    return rows.filter(function (row) { return small.indexOf(row) < 0; }).concat([
      { name: cablenet.say("other_ways"), rest: true, before: before[0], beforeMs: before[1], after: after[0], afterMs: after[1] },
    ]);
  }

  function gone(traffic) { return traffic.share === null || traffic.share > 0.99995 ? 0 : (1 - traffic.share) * traffic.demand; }

  cablenet.tbps = function (value) { return cablenet.figure(value, value >= 100 || value === 0 ? 0 : value >= 1 ? 1 : value >= 0.1 ? 2 : 3); };
  function ms(value) { return value === null ? "–" : cablenet.figure(value) + " ms"; }

  function words(row) {
    if (row.after === null) return cablenet.tbps(row.before) + " Tbps" + (row.lost ? "" : " · " + ms(row.beforeMs));
    var traffic = cablenet.tbps(row.before) + " → " + cablenet.tbps(row.after) + " Tbps", one = ms(row.beforeMs), other = ms(row.afterMs);
    return traffic + (row.lost ? "" : " · " + (one === other ? one : one + " → " + other));
  }

  /* A name in at most two lines. */
  function lines(text) {
    var out = [""];
    Array.from(text).slice(0, 2 * LETTERS).join("").split(" ").forEach(function (word) {
      var last = out[out.length - 1];
      if (last && (last + " " + word).length > LETTERS && out.length < 2) out.push(word);
      else out[out.length - 1] = last ? last + " " + word : word;
    });
    return out.map(function (line) { return line.length > LETTERS + 4 ? line.slice(0, LETTERS + 3) + "…" : line; });
  }

  cablenet.diagram = function (world, rows, ends) {
    var svg = document.createElementNS(SVG, "svg"), y = 24;
    var most = rows.reduce(function (top, row) { return Math.max(top, row.before, row.after || 0); }, 1e-9);
    var colours = { before: world.strokes.before.colour, after: world.strokes.after.colour };
    svg.setAttribute("role", "img");
    svg.setAttribute("aria-label", ends.join(" – "));
    svg.setAttribute("font-family", FONT);
    put(svg, "text", { x: 0, y: 13, "font-weight": 700, "font-size": 13.5, fill: world.ink.text }, ends[0]);
    put(svg, "text", { x: WIDTH, y: 13, "font-weight": 700, "font-size": 13.5, fill: world.ink.text, "text-anchor": "end" }, ends[1]);
    rows.forEach(function (row) {
      lines(row.name).forEach(function (line) {
        put(svg, "text", { x: 12, y: y + 12, "font-weight": 600, "font-size": 13, fill: world.ink.text }, line);
        y += LINE;
      });
      put(svg, "text", { x: 12, y: y + 12, "font-size": 12, fill: world.ink.quiet_text }, words(row));
      y += 17;
      ["before", "after"].forEach(function (side) {
        if (row[side] === null) return;
        var thick = Math.max(THINNEST, (row[side] / most) * THICKEST), to = row.lost ? WIDTH * 0.44 : WIDTH - RAIL;
        var look = { d: "M" + RAIL + " " + (y + thick / 2) + "H" + to, stroke: row.lost ? world.ink.area : colours[side], "stroke-width": thick, fill: "none" };
        if (!(row[side] > 0)) Object.assign(look, { d: "M" + RAIL + " " + (y + 1) + "H" + (WIDTH - RAIL), "stroke-width": 1.2, "stroke-dasharray": "1.5 5" });
        put(svg, "path", look);
        y += thick + 1.5;
      });
      y += 6;
    });
    [0, WIDTH - RAIL].forEach(function (x) { put(svg, "rect", { x: x, y: 20, width: RAIL, height: Math.max(0, y - 22), fill: world.ink.text }); });
    svg.setAttribute("viewBox", "0 0 " + WIDTH + " " + Math.ceil(y));
    svg.setAttribute("width", WIDTH);
    svg.setAttribute("height", Math.ceil(y));
    return svg;
  };
})(cablenet);
