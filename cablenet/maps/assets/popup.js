/* Popup: the facts of one thing, as DOM nodes. Text from data only ever becomes a text node. */
(function (cablenet) {
  function make(tag, attributes, children) {
    var node = document.createElement(tag);
    Object.keys(attributes || {}).forEach(function (name) { node.setAttribute(name, attributes[name]); });
    [].concat(children || []).forEach(function (child) {
      if (child === null || child === undefined || child === "") return;
      node.appendChild(typeof child === "object" ? child : document.createTextNode(String(child)));
    });
    return node;
  }
  cablenet.make = make;

  /* Text from data: isolated, so that its reading direction ends with it. */
  function data(text) { return make("bdi", { dir: "auto" }, text); }
  cablenet.data = data;

  function figure(value, digits) {
    return value.toLocaleString("en", { maximumFractionDigits: digits === undefined ? 0 : digits });
  }
  cablenet.figure = figure;

  function facts(rows) {
    return make("dl", {}, rows.filter(function (row) { return row[1]; }).map(function (row) {
      return make("div", {}, [make("dt", {}, row[0]), make("dd", {}, row[1])]);
    }));
  }

  /* A source may hold several, joined by semicolons; web addresses become links, nothing else does. */
  function sourceList(text) {
    if (!text) return make("span", { class: "cn-none" }, "not stated");
    return make("ul", { class: "cn-sources" }, text.split(";").map(function (part) {
      var source = part.trim();
      if (!/^https?:\/\/[^\s]+$/i.test(source)) return make("li", {}, data(source));
      var link = { href: source, target: "_blank", rel: "noopener noreferrer nofollow" };
      return make("li", {}, make("a", link, data(source.replace(/^https?:\/\/(www\.)?/i, "").slice(0, 70))));
    }));
  }

  function capacity(link) {
    if (link.capacity === null) return null;
    var interval = link.low !== null && link.high !== null ? " (" + figure(link.low, 1) + " to " + figure(link.high, 1) + ")" : "";
    return [figure(link.capacity, 1) + " Tbps" + interval, link.capacityBasis ? basis(link.capacityBasis) : null];
  }

  function basis(text) { return make("span", { class: "cn-basis" }, data(text)); }

  function state(link, world) {
    var words = {
      cut: "Cut in this scenario", reduced: "Reduced to " + figure((link.share || 0) * 100) + " % in this scenario",
      intact: "Intact", land: "Intact (overland)", waiting: "Not in service",
    };
    return make("span", { class: "cn-state cn-state-" + link.role }, words[link.role]);
  }

  function nodeName(world, number) {
    var node = world.nodes[number];
    if (!node) return "unknown";
    return node.kind === "branching_unit" ? node.name + " (branching unit)" : node.name;
  }

  cablenet.linkCard = function (world, link) {
    var system = world.systems[link.system] || {}, land = link.kind === "land";
    var sources = [system.source, link.source].filter(function (text, i, all) { return text && all.indexOf(text) === i; });
    return make("article", { class: "cn-card" }, [
      make("h3", {}, data(system.name || (land ? "Overland link" : link.name || link.id))),
      make("p", { class: "cn-sub" }, [data(nodeName(world, link.a)), " – ", data(nodeName(world, link.b))]),
      make("p", {}, state(link, world)),
      facts([
        ["Segment", data(link.name && link.name !== system.name ? link.name + " (" + link.id + ")" : link.id)],
        ["Ready for service", link.rfs !== null ? String(link.rfs) : system.rfs ? String(system.rfs) : null],
        ["Status", link.status || system.status ? data(link.status || system.status) : null],
        ["Length", link.length !== null ? [figure(link.length) + " km", link.basis ? basis(link.basis) : null] : null],
        ["Round trip", link.rtt !== null ? figure(link.rtt, 1) + " ms" : null],
        ["Capacity", capacity(link)],
        ["Owners", system.owners ? data(system.owners) : null],
        ["Suppliers", system.suppliers ? data(system.suppliers) : null],
        ["Whole system", system.length ? figure(system.length) + " km" + (system.pairs ? ", " + figure(system.pairs) + " fibre pairs" : "") : null],
        ["Note", system.note ? data(system.note) : null],
        ["Confidence", system.confidence ? data(system.confidence) : null],
        ["Source", sourceList(sources.join(";"))],
      ]),
    ]);
  };

  cablenet.stationCard = function (world, number) {
    var node = world.nodes[number], names = {};
    world.links.forEach(function (link) {
      if ((link.a !== number && link.b !== number) || link.kind === "land") return;
      var system = world.systems[link.system];
      names[system ? system.name : link.id] = Math.max(link.role === "cut" ? 1 : 0, names[system ? system.name : link.id] || 0);
    });
    var list = Object.keys(names).sort();
    return make("article", { class: "cn-card" }, [
      make("h3", {}, data(node.name)),
      make("p", { class: "cn-sub" }, ["Landing station", node.country ? ", " : null, data(node.country)]),
      make("p", {}, figure(list.length) + (list.length === 1 ? " system lands here" : " systems land here")),
      make("ul", { class: "cn-list" }, list.slice(0, 60).map(function (name) {
        return make("li", names[name] ? { class: "cn-was-cut" } : {}, [data(name), names[name] ? " (cut)" : null]);
      })),
    ]);
  };

  /* The steps of a path: its systems in order, links over land drawn together. */
  function steps(world, path) {
    var out = [];
    path.hops.forEach(function (hop) {
      var link = hop.link, land = link.kind === "land", system = world.systems[link.system];
      var name = land ? "Overland" : system ? system.name : link.name || link.id, last = out[out.length - 1];
      var from = nodeName(world, hop.backwards ? link.b : link.a), to = nodeName(world, hop.backwards ? link.a : link.b);
      if (last && last.name === name) { last.to = to; last.cut = last.cut || link.role === "cut"; }
      else out.push({ name: name, from: from, to: to, cut: link.role === "cut" });
    });
    return out;
  }

  cablenet.pathCard = function (world, side, path) {
    var kind = { lost: ", lost", kept: ", unchanged" }[path.layer] || "";
    return make("article", { class: "cn-card" }, [
      make("h3", {}, (path.rank === 1 ? "Best path " : "Path " + path.rank + " ") + side + " the cut" + kind),
      path.corridor ? make("p", { class: "cn-sub" }, data(path.corridor)) : null,
      facts([
        ["Round trip", path.rtt !== null ? figure(path.rtt, 1) + " ms" : null],
        ["Length", path.km !== null ? figure(path.km) + " km" : null],
        ["Over", make("ol", { class: "cn-list" }, steps(world, path).map(function (step) {
          return make("li", step.cut ? { class: "cn-was-cut" } : {}, [
            data(step.name), step.cut ? " (cut)" : null, make("small", {}, [data(step.from), " – ", data(step.to)]),
          ]);
        }))],
      ]),
    ]);
  };

  cablenet.card = function (world, hit) {
    if (hit.kind === "path") return cablenet.pathCard(world, hit.side, hit.path);
    if (hit.kind === "station") return cablenet.stationCard(world, hit.number);
    return cablenet.linkCard(world, hit.link);
  };

  /* One line for the pointer. */
  cablenet.hint = function (world, hit) {
    if (hit.kind === "path") return "Path " + side(hit) + (hit.path.rtt !== null ? ": " + figure(hit.path.rtt) + " ms" : "");
    if (hit.kind === "station") return hit.node.name;
    var system = world.systems[hit.link.system];
    return (system ? system.name : hit.link.name || hit.link.id) + (hit.link.role === "cut" ? " (cut)" : "");
  };
  function side(hit) { return hit.side + " the cut"; }

  /* Where several cables lie together, the popup turns over their cards. */
  cablenet.deck = function (world, hits, turned) {
    var at = 0, box = make("div", { class: "cn-deck" }), body = make("div", {});
    function turn(by) {
      at = (at + by + hits.length) % hits.length;
      body.replaceChildren(cablenet.card(world, hits[at]));
      if (count) count.textContent = at + 1 + " of " + hits.length + " here";
    }
    var count = null;
    if (hits.length > 1) {
      count = make("span", { "aria-live": "polite" });
      var back = make("button", { type: "button", "aria-label": "Previous cable here" }, "‹");
      var on = make("button", { type: "button", "aria-label": "Next cable here" }, "›");
      back.addEventListener("click", function () { turn(-1); turned(); });
      on.addEventListener("click", function () { turn(1); turned(); });
      box.appendChild(make("nav", { class: "cn-turn", "aria-label": "Cables at this place" }, [back, count, on]));
    }
    box.appendChild(body);
    turn(0);
    return box;
  };
})(cablenet);
