/* Scene: one canvas on the Leaflet map, drawn for every copy of the world that the view shows.
   It follows Leaflet's own renderer for placing, zoom animation and padding, and draws again when a
   drag leaves the padding, so the edge is never blank. */
(function (cablenet) {
  var REST_MS = 180;

  cablenet.Scene = L.Renderer.extend({
    options: { padding: 0.3, pane: "overlayPane" },

    /* World, the face shown, and which layers are on: an object that several scenes may share. */
    initialize: function (world, face, visible, options) {
      L.Renderer.prototype.initialize.call(this, options);
      this._world = world;
      this._layers = {};
      this.face = face;
      this.visible = visible;
      this.highlight = null;
    },

    _initContainer: function () {
      this._container = document.createElement("canvas");
      this._container.className = "cn-scene";
      this._container.setAttribute("aria-hidden", "true");
      this._context = this._container.getContext("2d");
    },

    _destroyContainer: function () {
      this._container.remove();
      this._container = this._context = null;
    },

    getEvents: function () {
      var events = L.Renderer.prototype.getEvents.call(this);
      events.move = this._follow;
      events.moveend = this._settle;
      return events;
    },

    /* While the map moves, the canvas moves with it; it is painted anew only when the view leaves it. */
    _follow: function () {
      if (this._map._animatingZoom || !this._bounds) return;
      if (!this._covers()) this._update();
    },

    _covers: function () {
      var min = this._map.containerPointToLayerPoint([0, 0]);
      return this._bounds.contains(L.bounds(min, min.add(this._map.getSize())));
    },

    /* Once it has come to rest, it is painted anew around the view, when there is time. */
    _settle: function () {
      var self = this;
      if (!this._bounds || this._zoom !== this._map.getZoom() || !this._covers()) return this._update();
      window.clearTimeout(this._resting);
      this._resting = window.setTimeout(function () { if (self._map) self._update(); }, REST_MS);
    },

    _update: function () {
      if (this._map._animatingZoom && this._bounds) return;
      window.clearTimeout(this._resting);
      L.Renderer.prototype._update.call(this);
      var size = this._bounds.getSize(), dots = Math.min(window.devicePixelRatio || 1, 2);
      L.DomUtil.setPosition(this._container, this._bounds.min);
      this._container.width = Math.round(size.x * dots);
      this._container.height = Math.round(size.y * dots);
      this._container.style.width = size.x + "px";
      this._container.style.height = size.y + "px";
      this._context.setTransform(dots, 0, 0, dots, -this._bounds.min.x * dots, -this._bounds.min.y * dots);
      this.redraw();
    },

    setFace: function (face) {
      this.face = face;
      this.redraw();
    },

    show: function (name, yes) {
      this.visible[name] = yes;
      this.redraw();
    },

    setHighlight: function (what) {
      if (what === this.highlight) return;
      this.highlight = what;
      this.redraw();
    },

    redraw: function () {
      if (!this._context || !this._bounds) return;
      var b = this._bounds;
      this._context.clearRect(b.min.x, b.min.y, b.getSize().x, b.getSize().y);
      cablenet.draw(this._context, this.view(), this._world, this.highlight);
    },

    /* Everything that drawing and picking need to know of the view: layer pixels of the canvas, size
       of the world in pixels, and the first and last copy of the world that can be seen. */
    view: function () {
      var zoom = this._map.getZoom(), turn = 256 * Math.pow(2, zoom);
      var origin = this._map.getPixelOrigin(), b = this._bounds;
      var corner = this._map.containerPointToLayerPoint([0, 0]), size = this._map.getSize();
      return {
        zoom: zoom, turn: turn, ox: origin.x, oy: origin.y,
        x0: b.min.x, y0: b.min.y, x1: b.max.x, y1: b.max.y,
        first: Math.floor((b.min.x + origin.x) / turn) - 1,
        last: Math.floor((b.max.x + origin.x) / turn) + 1,
        grow: cablenet.grow(zoom), face: this.face, visible: this.visible,
        shaded: this.face.countries !== null && this.visible.countries,
        window: [corner.x, corner.y, corner.x + size.x, corner.y + size.y],
      };
    },
  });

  /* Lines grow a little with the zoom. */
  cablenet.grow = function (zoom) { return Math.max(0.8, Math.min(2, 1 + (zoom - 2) * 0.14)); };

  /* How far apart the lanes of parallel systems lie, in pixels. */
  cablenet.spread = function (zoom) { return Math.max(0.25, Math.min(2.2, 0.35 + (zoom - 2) * 0.3)); };

  /* Does a box of the world, shifted by some turns, meet the canvas? */
  cablenet.meets = function (view, box, turns) {
    var margin = 12;
    return (box[2] + turns) * view.turn - view.ox >= view.x0 - margin &&
      (box[0] + turns) * view.turn - view.ox <= view.x1 + margin &&
      box[3] * view.turn - view.oy >= view.y0 - margin &&
      box[1] * view.turn - view.oy <= view.y1 + margin;
  };

  /* A line in pixels of the whole world at this zoom, thinned to what can be seen and moved sideways
     by an offset that fades to nothing at both ends, so that lines still meet at their stations. It is
     kept with its owner until the zoom changes: while the map moves, only the origin does. */
  cablenet.project = function (view, owner, points, offset) {
    var kept = owner.kept;
    if (kept && kept.zoom === view.zoom) return kept;
    var xs = [], ys = [], n = points.length / 2;
    for (var i = 0; i < n; i++) {
      var x = points[2 * i] * view.turn, y = points[2 * i + 1] * view.turn, k = xs.length;
      if (k && i < n - 1 && Math.abs(x - xs[k - 1]) + Math.abs(y - ys[k - 1]) < 1) continue;
      xs.push(x);
      ys.push(y);
    }
    if (offset && xs.length > 2) moveAside(xs, ys, offset);
    owner.kept = { zoom: view.zoom, xs: xs, ys: ys };
    return owner.kept;
  };

  function moveAside(xs, ys, offset) {
    var n = xs.length, fade = 4 * Math.abs(offset), oldX = xs[0], oldY = ys[0];
    for (var i = 1; i < n - 1; i++) {
      var dx = xs[i + 1] - oldX, dy = ys[i + 1] - oldY, length = Math.hypot(dx, dy) || 1;
      var near = Math.min(Math.hypot(xs[i] - xs[0], ys[i] - ys[0]), Math.hypot(xs[i] - xs[n - 1], ys[i] - ys[n - 1]));
      var by = offset * Math.min(1, near / fade);
      oldX = xs[i];
      oldY = ys[i];
      xs[i] -= (dy / length) * by;
      ys[i] += (dx / length) * by;
    }
  }

  cablenet.linkLine = function (view, link) {
    return cablenet.project(view, link, link.points, link.lane * cablenet.spread(view.zoom));
  };

  /* A hop of a path lies on the laid route itself, in no lane. */
  cablenet.hopLine = function (view, hop) { return cablenet.project(view, hop, hop.link.points, 0); };

  /* Call back for each copy of the world in which a box can be seen. */
  cablenet.eachCopy = function (view, box, call) {
    for (var turns = view.first; turns <= view.last; turns++) {
      if (cablenet.meets(view, box, turns)) call(turns);
    }
  };
})(cablenet);
