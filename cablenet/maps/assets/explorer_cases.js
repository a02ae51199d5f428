/* Cases: the traffic of every combination that was computed, read from one deflated text and looked up where it lies. */
(function (cablenet) {
  var NONE = 65535, ZERO_MS = 32768;

  /* The bytes of a text in base64, deflated: a promise. */
  cablenet.unpack = function (text) {
    var letters = atob(text), bytes = new Uint8Array(letters.length);
    for (var i = 0; i < letters.length; i++) bytes[i] = letters.charCodeAt(i);
    var stream = new Blob([bytes]).stream().pipeThrough(new DecompressionStream("deflate"));
    return new Response(stream).arrayBuffer().then(function (buffer) { return new Uint8Array(buffer); });
  };

  cablenet.Cases = function (world, given, bytes) {
    var K = given.cases, S = given.slots, L = world.links.length, P = given.pairs.length, N = world.countries.length;
    var atServed = L, atRtt = atServed + 2 * P, atShare = atRtt + 2 * P, atMs = atShare + 2 * S * P, atLost = atMs + 2 * S * P, atAdded = atLost + 2 * N;
    var numbers = {};
    given.pairs.forEach(function (pair, number) { numbers[pair[0] + "," + pair[1]] = number; });
    var links = given.switches.map(function (one) {
      var shares = new Map();
      one.links.forEach(function (link, at) { shares.set(link, one.shares[at]); });
      return shares;
    });

    /* One byte: the element and the case; all but the first case are differences to it. */
    function byte(element, k) {
      var base = bytes[element * K];
      return k ? (bytes[element * K + k] + base) & 255 : base;
    }
    function two(start, count, at, k) { return byte(start + at, k) * 256 + byte(start + count + at, k); }
    function known(number, size, zero) { return number === NONE ? null : (number - (zero || 0)) / size; }

    /* Tbps on all links. */
    this.flows = function (k) {
      var out = new Array(L);
      for (var i = 0; i < L; i++) out[i] = (byte(i, k) / given.steps.flow) * given.most[i];
      return out;
    };

    /* Number of the pair of two places. */
    this.pair = function (a, b) { return numbers[Math.min(a, b) + "," + Math.max(a, b)]; };

    /* Traffic of a pair: demand, served share, mean round trip, and its corridors, the busiest with nothing cut first. */
    this.traffic = function (pair, k) {
      var own = given.ways[pair], ways = [];
      for (var slot = 0; slot < S; slot++) {
        var share = two(atShare, S * P, slot * P + pair, k) / given.steps.share;
        ways.push({
          name: slot < own.length ? given.corridors[own[slot]] : null, share: share,
          ms: share ? known(two(atMs, S * P, slot * P + pair, k), given.steps.ms) : null,
        });
      }
      return {
        demand: given.demand[pair], share: known(two(atServed, P, pair, k), given.steps.share),
        rtt: known(two(atRtt, P, pair, k), given.steps.ms), ways: ways,
      };
    };

    /* Share of its traffic that each country has lost, and the ms that are added to what is left. */
    this.countries = function (k) {
      var out = [];
      for (var i = 0; i < N; i++) {
        out.push({ lost: known(two(atLost, N, i, k), given.steps.share), added: known(two(atAdded, N, i, k), given.steps.ms, ZERO_MS) });
      }
      return out;
    };

    this.figures = function (k) {
      var row = given.figures[k];
      return { served: row[0], unserved: row[1], rtt: row[2], cutOff: row[3] };
    };

    /* What survives of the links that some switches hit: link -> share. */
    this.hit = function (on) {
      var all = new Map();
      on.forEach(function (number) {
        links[number].forEach(function (share, link) { all.set(link, Math.min(share, all.has(link) ? all.get(link) : 1)); });
      });
      return all;
    };

    /* The case of some switches (k, or null), and those of them that lead to it. A combination that was not computed has the
       case of some of its switches if the others cut nothing that these do not: the same links are cut, so it is the same case. */
    this.find = function (on) {
      var all = this.hit(on), self = this, found = [on].concat(parts(on)).find(function (part) {
        return key(part) in given.computed && same(self.hit(part), all);
      });
      return found ? { k: given.computed[key(found)], part: found } : { k: null, part: null };
    };

    function key(on) { return on.slice().sort(function (a, b) { return a - b; }).join(); }

    function same(one, other) {
      if (one.size !== other.size) return false;
      var yes = true;
      one.forEach(function (share, link) { yes = yes && other.get(link) === share; });
      return yes;
    }

    /* Each of them, and each two. */
    function parts(on) {
      var out = on.map(function (one) { return [one]; });
      on.forEach(function (one, at) { on.slice(at + 1).forEach(function (other) { out.push([one, other]); }); });
      return out;
    }

    /* Those parts of a combination that were computed, the largest first. */
    this.near = function (on) { return parts(on).filter(function (part) { return key(part) in given.computed; }).reverse(); };
  };
})(cablenet);
