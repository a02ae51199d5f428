/* Cards: the facts of one thing, as DOM nodes. Text from data only ever becomes a text node. */
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

  function say(key, values) { return cablenet.say(key, values); }
  function figure(value, digits) { return cablenet.figure(value, digits); }

  function facts(rows) {
    return make("dl", {}, rows.filter(function (row) { return row[1]; }).map(function (row) {
      return make("div", {}, [make("dt", {}, typeof row[0] === "object" ? row[0] : row[0]), make("dd", {}, row[1])]);
    }));
  }

  /* A source may hold several, joined by semicolons; web addresses become links, nothing else does. */
  function sourceList(text) {
    if (!text) return make("span", { class: "cn-none" }, say("not_stated"));
    return make("ul", { class: "cn-sources" }, text.split(";").map(function (part) {
      var source = part.trim();
      if (!/^https?:\/\/[^\s]+$/i.test(source)) return make("li", {}, data(source));
      var link = { href: source, target: "_blank", rel: "noopener noreferrer nofollow" };
      return make("li", {}, make("a", link, data(source.replace(/^https?:\/\/(www\.)?/i, "").slice(0, 70))));
    }));
  }

  function capacity(link) {
    if (link.capacity === null) return null;
    var interval = link.low !== null && link.high !== null ? " (" + say("range", { from: figure(link.low, 1), to: figure(link.high, 1) }) + ")" : "";
    return [figure(link.capacity, 1) + " Tbps" + interval, link.capacityBasis ? basis(link.capacityBasis) : null];
  }

  function basis(text) { return make("span", { class: "cn-basis" }, data(text)); }

  /* What has become of a link on this face. */
  function state(face, link) {
    var role = face.cut || (link.role !== "cut" && link.role !== "reduced") ? link.role : link.kind === "land" ? "land" : "intact";
    var words = role === "reduced" ? say("state_reduced", { share: figure((link.share || 0) * 100) }) : say("state_" + role);
    return make("span", { class: "cn-state cn-state-" + role }, words);
  }

  function nodeName(world, number) {
    var node = world.nodes[number];
    if (!node) return say("unknown");
    return node.kind === "branching_unit" ? node.name + " (" + say("branching_unit") + ")" : node.name;
  }

  cablenet.linkName = function (world, link) {
    var system = world.systems[link.system];
    return system ? system.name : link.kind === "land" ? say("overland_link") : link.name || link.id;
  };

  cablenet.linkCard = function (world, face, link) {
    var system = world.systems[link.system] || {};
    var sources = [system.source, link.source].filter(function (text, i, all) { return text && all.indexOf(text) === i; });
    var told = cablenet.figuresOf(face, link).map(function (row) { return [data(row[0]), make("b", {}, row[1])]; });
    return make("article", { class: "cn-card" }, [
      make("h3", {}, data(cablenet.linkName(world, link))),
      make("p", { class: "cn-sub" }, [data(nodeName(world, link.a)), " – ", data(nodeName(world, link.b))]),
      make("p", {}, state(face, link)),
      facts(told.concat([
        [say("segment"), data(link.name && link.name !== system.name ? link.name + " (" + link.id + ")" : link.id)],
        [say("rfs"), link.rfs !== null ? String(link.rfs) : system.rfs ? String(system.rfs) : null],
        [say("status"), link.status || system.status ? data(link.status || system.status) : null],
        [say("length"), link.length !== null ? [figure(link.length) + " km", link.basis ? basis(link.basis) : null] : null],
        [say("round_trip"), link.rtt !== null ? figure(link.rtt, 1) + " ms" : null],
        [say("capacity"), capacity(link)],
        [say("owners"), system.owners ? data(system.owners) : null],
        [say("suppliers"), system.suppliers ? data(system.suppliers) : null],
        [say("whole_system"), system.length ? figure(system.length) + " km" + (system.pairs ? ", " + say("fibre_pairs", { n: figure(system.pairs) }) : "") : null],
        [say("note"), system.note ? data(system.note) : null],
        [say("confidence"), system.confidence ? data(system.confidence) : null],
        [say("source"), sourceList(sources.join(";"))],
      ])),
    ]);
  };

  cablenet.stationCard = function (world, face, number) {
    var node = world.nodes[number], names = {};
    world.links.forEach(function (link) {
      if ((link.a !== number && link.b !== number) || link.kind === "land") return;
      var name = cablenet.linkName(world, link);
      names[name] = Math.max(link.role === "cut" && face.cut ? 1 : 0, names[name] || 0);
    });
    var list = Object.keys(names).sort();
    return make("article", { class: "cn-card" }, [
      make("h3", {}, data(node.name)),
      make("p", { class: "cn-sub" }, [say("landing_station"), node.country ? ", " : null, data(node.country)]),
      make("p", {}, cablenet.count("systems_land", list.length)),
      make("ul", { class: "cn-list" }, list.slice(0, 60).map(function (name) {
        return make("li", names[name] ? { class: "cn-was-cut" } : {}, [data(name), names[name] ? " (" + say("cut_word") + ")" : null]);
      })),
    ]);
  };

  cablenet.countryCard = function (face, hit) {
    var one = face.countries, value = one.values[hit.number];
    return make("article", { class: "cn-card" }, [
      make("h3", {}, data(hit.country.name)),
      facts([[data(cablenet.worded(one.scale.title)), value === null ? say("not_known") : cablenet.valueWords(one.scale, value)]]),
    ]);
  };

  /* The steps of a path: its systems in order, links over land drawn together. */
  function steps(world, path) {
    var out = [];
    path.hops.forEach(function (hop) {
      var link = hop.link, land = link.kind === "land";
      var name = land ? say("overland") : cablenet.linkName(world, link), last = out[out.length - 1];
      var from = nodeName(world, hop.backwards ? link.b : link.a), to = nodeName(world, hop.backwards ? link.a : link.b);
      if (last && last.name === name) { last.to = to; last.cut = last.cut || link.role === "cut"; }
      else out.push({ name: name, from: from, to: to, cut: link.role === "cut" });
    });
    return out;
  }

  cablenet.pathCard = function (world, side, path) {
    var kind = { lost: ", " + say("path_lost"), kept: ", " + say("path_kept") }[path.layer] || "";
    return make("article", { class: "cn-card" }, [
      make("h3", {}, say((path.rank === 1 ? "best_path_" : "path_") + side, { rank: path.rank }) + kind),
      path.corridor ? make("p", { class: "cn-sub" }, data(path.corridor)) : null,
      facts([
        [say("round_trip"), path.rtt !== null ? figure(path.rtt, 1) + " ms" : null],
        [say("length"), path.km !== null ? figure(path.km) + " km" : null],
        [say("over"), make("ol", { class: "cn-list" }, steps(world, path).map(function (step) {
          return make("li", step.cut ? { class: "cn-was-cut" } : {}, [
            data(step.name), step.cut ? " (" + say("cut_word") + ")" : null, make("small", {}, [data(step.from), " – ", data(step.to)]),
          ]);
        }))],
      ]),
    ]);
  };

  cablenet.card = function (world, face, hit) {
    if (hit.kind === "path") return cablenet.pathCard(world, hit.side, hit.path);
    if (hit.kind === "station") return cablenet.stationCard(world, face, hit.number);
    if (hit.kind === "country") return cablenet.countryCard(face, hit);
    return cablenet.linkCard(world, face, hit.link);
  };

  /* One thing in a word, and its value: for the pointer, and for the list of what lies together. */
  cablenet.hint = function (world, face, hit) {
    if (hit.kind === "path") return { name: say("path_hint_" + hit.side), value: hit.path.rtt !== null ? figure(hit.path.rtt) + " ms" : "" };
    if (hit.kind === "station") return { name: hit.node.name, value: "" };
    if (hit.kind === "country") {
      var known = face.countries.values[hit.number];
      return { name: hit.country.name, value: known === null ? "" : cablenet.valueWords(face.countries.scale, known) };
    }
    var value = cablenet.valueOf(face, hit.link), cut = hit.link.role === "cut" && face.cut;
    return { name: cablenet.linkName(world, hit.link), value: cut ? say("cut_word") : value === null ? "" : cablenet.valueWords(face.colour.scale, value) };
  };
})(cablenet);
