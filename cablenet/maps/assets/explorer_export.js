/* Export: the figures as a table that a spreadsheet cannot run, and the view as a picture. */
(function (cablenet) {
  function say(key, values) { return cablenet.say(key, values); }

  /* A cell of a table: a text that a spreadsheet would take for a formula has ' before it (OWASP, CSV injection). */
  cablenet.csvCell = function (value) {
    if (value === null || value === undefined) return "";
    if (typeof value === "number") return isFinite(value) ? String(Number(value.toPrecision(6))) : "";
    var text = /^[=+\-@\t\r]/.test(value) ? "'" + value : value;
    return /[",\r\n]/.test(text) ? '"' + text.replace(/"/g, '""') + '"' : text;
  };

  /* All that is shown, one figure a row. */
  cablenet.csv = function (view) {
    var rows = [["scenario", "about", "item", "quantity", "before", "after", "unit"]], what = view.names.join(" + ") || "nothing";
    function add(about, item, quantity, before, after, unit) { rows.push([what, about, item, quantity, before, after, unit]); }
    view.pairRows.forEach(function (row) { add(view.ends.join(" - "), "", row[0], row[1], row[2], row[3]); });
    view.rows.forEach(function (row) {
      add(view.ends.join(" - "), row.lost ? "not served" : row.name, "traffic", row.before, row.after, "Tbps");
      if (!row.lost) add(view.ends.join(" - "), row.name, "mean_rtt", row.beforeMs, row.afterMs, "ms");
    });
    view.worldRows.forEach(function (row) { add("world", "", row[0], row[1], row[2], row[3]); });
    view.hurt.forEach(function (row) {
      add(row.code, row.name, "lost", 0, row.lost * 100, "%");
      add(row.code, row.name, "added_rtt", 0, row.added, "ms");
    });
    return "\ufeff" + rows.map(function (row) { return row.map(cablenet.csvCell).join(","); }).join("\r\n") + "\r\n";
  };

  cablenet.download = function (blob, name) {
    var link = document.createElement("a");
    link.href = URL.createObjectURL(blob);
    link.download = name;
    document.body.appendChild(link);
    link.click();
    link.remove();
    window.setTimeout(function () { URL.revokeObjectURL(link.href); }, 10000);
  };

  /* The name of a file: letters of ids alone. */
  cablenet.fileName = function (view, ending) {
    return ["cablenet"].concat(view.ids, [view.from, view.to]).join("-").replace(/[^A-Za-z0-9-]+/g, "-").slice(0, 100) + ending;
  };

  var SIDE = 346, PAD = 24, INK = "#16202a", QUIET = "#4a5764";
  var FONT = "system-ui, -apple-system, 'Segoe UI', Roboto, 'Noto Sans', sans-serif";

  /* The view as a picture: headline above, map below, diagram and figures beside it. A promise of a blob. */
  cablenet.picture = function (world, map, scenes, view) {
    return svgImage(cablenet.diagram(world, view.rows, view.ends)).then(function (diagram) {
      var size = map.getSize(), dots = 2, beside = diagram.height + 40 + 22 * (view.pairRows.length + view.worldRows.length + 4);
      var canvas = document.createElement("canvas"), pen = canvas.getContext("2d");
      var width = size.x + SIDE + 3 * PAD, head = headHeight(pen, view, width), height = head + Math.max(size.y, beside) + 46;
      canvas.width = width * dots;
      canvas.height = height * dots;
      pen.scale(dots, dots);
      pen.fillStyle = "#ffffff";
      pen.fillRect(0, 0, width, height);
      words(pen, view.title, PAD, 40, "700 26px", INK, width);
      words(pen, view.story, PAD, 68, "17px", INK, width);
      pen.save();
      pen.beginPath();
      pen.rect(PAD, head, size.x, size.y);
      pen.clip();
      scenes.pictures().forEach(function (one) {
        pen.save();
        pen.beginPath();
        pen.rect(PAD + one.from * size.x, head, (1 - one.from) * size.x, size.y);
        pen.clip();
        pen.drawImage(one.canvas, PAD + one.at.x, head + one.at.y, one.size.x, one.size.y);
        pen.restore();
      });
      pen.restore();
      legend(pen, scenes.face, PAD + 12, head + size.y - 60);
      pen.drawImage(diagram, size.x + 2 * PAD, head, diagram.width, diagram.height);
      figures(pen, view, size.x + 2 * PAD, head + diagram.height + 30);
      words(pen, say("attribution", { date: world.raw.asOf }) + " · " + world.raw.explorer.method, PAD, height - 26, "12px", QUIET, width);
      return new Promise(function (done) { canvas.toBlob(done, "image/png"); });
    });
  };

  function svgImage(svg) {
    return new Promise(function (done, failed) {
      var image = new Image();
      image.onload = function () { done(image); };
      image.onerror = failed;
      image.src = "data:image/svg+xml;charset=utf-8," + encodeURIComponent(new XMLSerializer().serializeToString(svg));
    });
  }

  function broken(pen, text, font, width) {
    pen.font = font + " " + FONT;
    var out = [""];
    text.split(" ").forEach(function (word) {
      var longer = out[out.length - 1] ? out[out.length - 1] + " " + word : word;
      if (pen.measureText(longer).width > width - 2 * PAD && out[out.length - 1]) out.push(word);
      else out[out.length - 1] = longer;
    });
    return out.slice(0, 3);
  }

  function headHeight(pen, view, width) { return 58 + 23 * broken(pen, view.story, "17px", width).length + 12; }

  function words(pen, text, x, y, font, colour, width) {
    broken(pen, text, font, width).forEach(function (line, at) {
      pen.fillStyle = colour;
      pen.fillText(line, x, y + 23 * at, width - 2 * PAD);
    });
  }

  function legend(pen, face, x, y) {
    if (face.countries) strip(pen, face.countries.scale, x, y, cablenet.shadeWords(face));
    if (face.colour) strip(pen, face.colour.scale, x, y - (face.countries ? 50 : 0), cablenet.worded(face.colour.scale.title) + ", " + face.colour.scale.unit);
  }

  function strip(pen, scale, x, y, title) {
    var step = 208 / scale.colours.length;
    pen.fillStyle = "rgba(255,255,255,0.92)";
    pen.fillRect(x, y, 228, 50);
    pen.fillStyle = INK;
    pen.font = "600 12.5px " + FONT;
    pen.fillText(title, x + 10, y + 15, 208);
    pen.font = "11px " + FONT;
    pen.textAlign = "center";
    scale.colours.forEach(function (colour, at) {
      pen.fillStyle = colour;
      pen.fillRect(x + 10 + at * step, y + 21, step, 11);
    });
    pen.fillStyle = INK;
    scale.breaks.forEach(function (value, at) {
      if (scale.breaks.length > 6 && at % 2 !== (scale.signed && at < scale.breaks.length / 2 ? 0 : 1)) return;
      pen.fillText((scale.signed && value > 0 ? "+" : "") + cablenet.short(value * scale.factor), x + 10 + (at + 1) * step, y + 45);
    });
    pen.textAlign = "left";
  }

  function figures(pen, view, x, y) {
    [[view.pairTitle, view.pairRows], [say("world"), view.worldRows]].forEach(function (part) {
      pen.fillStyle = INK;
      pen.font = "700 13px " + FONT;
      pen.fillText(part[0], x, y, SIDE);
      part[1].forEach(function (row) {
        y += 22;
        pen.font = "13px " + FONT;
        pen.fillStyle = QUIET;
        pen.fillText(say(row[0]), x, y, 180);
        pen.fillStyle = INK;
        pen.font = "600 13px " + FONT;
        pen.fillText(cablenet.quantity(row[1], row[3]) + " → " + cablenet.quantity(row[2], row[3]) + (row[3] ? " " + row[3] : ""), x + 190, y, SIDE - 190);
      });
      y += 32;
    });
  }
})(cablenet);
