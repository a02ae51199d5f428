/* Scenes: the faces of the sheet on the map. One is shown at a time, or two with a bar between them that can be moved. */
(function (cablenet) {
  var make = function () { return cablenet.make.apply(null, arguments); };

  cablenet.Scenes = function (world, map) {
    var visible = {}, main = new cablenet.Scene(world, world.faces[0], visible), over = null, bar = null, share = 0.5, self = this;
    this.visible = visible;
    this.face = world.faces[0];
    this.main = main;
    this.add = function () { map.addLayer(main); };
    this.redraw = function () { main.redraw(); if (over) over.redraw(); };
    this.setHighlight = function (links) { main.setHighlight(links); if (over) over.setHighlight(links); };

    /* Show one face alone. */
    this.show = function (face) {
      drop();
      self.face = face;
      main.setFace(face);
    };

    /* Show one face to the left of the bar and one to the right. */
    this.swipe = function (left, right) {
      drop();
      self.face = right;
      main.setFace(left);
      over = new cablenet.Scene(world, right, visible);
      map.addLayer(over);
      bar = slider();
      map.getContainer().appendChild(bar);
      map.on("move zoomend viewreset resize", clip);
      clip();
    };

    /* The scene at a place of the window. */
    this.at = function (x) { return over && x >= share * map.getSize().x ? over : main; };

    function drop() {
      if (!over) return;
      map.off("move zoomend viewreset resize", clip);
      map.removeLayer(over);
      bar.remove();
      over = bar = null;
    }

    /* The canvas moves with the map, the bar does not. */
    function clip() {
      if (!over || !over._bounds) return;
      var left = map.containerPointToLayerPoint([share * map.getSize().x, 0]).x - over._bounds.min.x;
      over._container.style.clipPath = "inset(0 0 0 " + Math.max(0, left) + "px)";
      bar.style.left = 100 * share + "%";
      bar.setAttribute("aria-valuenow", String(Math.round(100 * share)));
    }

    function slider() {
      var handle = make("div", { class: "cn-swipe", role: "slider", tabindex: "0", "aria-label": cablenet.say("swipe_bar"), "aria-valuemin": "0", "aria-valuemax": "100" }, [
        make("span", { "aria-hidden": "true" }, "↔"),
        make("b", { "aria-hidden": "true" }, cablenet.worded(main.face.name)),
        make("b", { "aria-hidden": "true" }, cablenet.worded(over.face.name)),
      ]);
      L.DomEvent.disableClickPropagation(handle);
      function to(value) { share = Math.max(0.02, Math.min(0.98, value)); clip(); }
      handle.addEventListener("pointerdown", function (event) { handle.setPointerCapture(event.pointerId); event.stopPropagation(); });
      handle.addEventListener("pointermove", function (event) {
        if (!handle.hasPointerCapture(event.pointerId)) return;
        var box = map.getContainer().getBoundingClientRect();
        to((event.clientX - box.left) / box.width);
      });
      handle.addEventListener("keydown", function (event) {
        var by = { ArrowLeft: -0.02, ArrowRight: 0.02, Home: -1, End: 1 }[event.key];
        if (!by) return;
        event.preventDefault();
        event.stopPropagation();
        to(share + by);
      });
      return handle;
    }
  };

  /* The switch between faces, and the swipe of the first two. Answers nothing where there is but one. */
  cablenet.faceSwitch = function (world, place, state, chosen) {
    if (world.faces.length < 2 || !place) return;
    function known(name) { return name === "swipe" || world.faces.some(function (face) { return face.name === name; }); }
    var now = known(state.get("face")) ? state.get("face") : place.getAttribute("data-first") || world.faces[0].name;
    function pick(name) {
      now = name;
      state.set({ face: name });
      chosen(name);
    }
    cablenet.tell(function () {
      var names = world.faces.map(function (face) { return face.name; }).concat(["swipe"]);
      place.replaceChildren(make("fieldset", { class: "cn-switch" }, [make("legend", { class: "cn-hidden" }, cablenet.say("shown"))].concat(names.map(function (name) {
        var radio = make("input", { type: "radio", name: "cn-face", value: name });
        radio.checked = name === now;
        radio.addEventListener("change", function () { pick(name); });
        return make("label", {}, [radio, make("span", {}, cablenet.data(cablenet.worded(name)))]);
      }))));
    });
    chosen(now);
  };
})(cablenet);
