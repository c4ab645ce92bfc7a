/* Forms of the states, drawn as SVG by the DOM: the same as templates/composants/forme_etat.html. No HTML string. */
(function () {
  "use strict";
  var NS = "http://www.w3.org/2000/svg";

  function noeud(nom, attributs, enfants) {
    var element = document.createElementNS(NS, nom);
    Object.keys(attributs || {}).forEach(function (cle) { element.setAttribute(cle, attributs[cle]); });
    (enfants || []).forEach(function (enfant) { element.appendChild(enfant); });
    return element;
  }

  var TRACES = {
    atteint: [["circle", { cx: 8, cy: 8, r: 8, fill: "C" }],
      ["path", { d: "M5.5 12.5v-9M5.5 4h5.5l-1.5 2 1.5 2H5.5", fill: "#fff", stroke: "#fff", "stroke-width": 1.2 }]],
    termine_non_atteint: [["path", { d: "M1.5 1.5h13v13h-13z", fill: "#fff", stroke: "C", "stroke-width": 2.5 }]],
    suspendu: [["path", { d: "M2.5 1.5h4v13h-4zM9.5 1.5h4v13h-4z", fill: "C" }]],
    a_venir: [["circle", { cx: 8, cy: 8, r: 6, fill: "#fff", stroke: "C", "stroke-width": 3 }]],
    en_retard: [["path", { d: "M.5.5h15v15H.5z", fill: "C" }],
      ["path", { d: "M8 3v6M8 11v2", stroke: "#fff", "stroke-width": 2.2 }]],
    a_surveiller: [["path", { d: "M8 .5 16 15H0z", fill: "C" }],
      ["path", { d: "M8 5.5V10M8 11.5v1.8", stroke: "#fff", "stroke-width": 1.8 }]],
    dans_le_rythme: [["circle", { cx: 8, cy: 8, r: 8, fill: "C" }],
      ["path", { d: "m4.2 8.3 2.6 2.7 5-5.5", fill: "none", stroke: "#fff", "stroke-width": 2 }]],
    sans_engagement: [["circle", { cx: 8, cy: 8, r: 3.5, fill: "C" }]]
  };

  function forme(etat, taille) {
    var traces = TRACES[etat.code] || TRACES.sans_engagement;
    var enfants = traces.map(function (trace) {
      var attributs = {};
      Object.keys(trace[1]).forEach(function (cle) {
        attributs[cle] = trace[1][cle] === "C" ? etat.couleur : trace[1][cle];
      });
      return noeud(trace[0], attributs);
    });
    return noeud("svg", { viewBox: "-2 -2 20 20", width: taille, height: taille, "aria-hidden": "true", focusable: "false" }, enfants);
  }

  /* Ring of a cluster: one arc per state, clockwise in the order of the legend. */
  function anneau(parts, taille, texte) {
    var total = parts.reduce(function (somme, part) { return somme + part.nombre; }, 0) || 1;
    var rayon = 22, tour = 2 * Math.PI * rayon, depart = 0;
    var enfants = [noeud("circle", { cx: 26, cy: 26, r: 25.5, fill: "#fff" })];
    parts.forEach(function (part) {
      var longueur = tour * part.nombre / total;
      enfants.push(noeud("circle", {
        cx: 26, cy: 26, r: rayon, fill: "none", stroke: part.couleur, "stroke-width": 7,
        "stroke-dasharray": Math.max(longueur - (parts.length > 1 ? 1.2 : 0), 0.5) + " " + tour,
        "stroke-dashoffset": -depart, transform: "rotate(-90 26 26)"
      }));
      depart += longueur;
    });
    var mots = noeud("text", { x: 26, y: 26, "text-anchor": "middle", "dominant-baseline": "central", "class": "anneau-texte" });
    mots.textContent = texte;
    enfants.push(mots);
    return noeud("svg", { viewBox: "0 0 52 52", width: taille, height: taille, "aria-hidden": "true", focusable: "false" }, enfants);
  }

  /* The bar of an engagement, short: validated, being checked, outline, expected mark. */
  function barre(chantier, phrase) {
    var L = 240, H = 16, tout = Math.max(chantier.objectif, chantier.validees + chantier.verification, chantier.attendues, 1);
    function x(heures) { return Math.round(10 * (1 + (L - 2) * heures / tout)) / 10; }
    var fin = x(chantier.validees), verif = x(chantier.validees + chantier.verification);
    var enfants = [noeud("rect", { "class": "barre-fond", x: 1, y: 4, width: Math.max(x(chantier.objectif) - 1, 0), height: H })];
    if (verif > fin) {
      enfants.push(noeud("rect", { "class": "barre-hachure-fond", x: fin, y: 4, width: verif - fin, height: H }));
      for (var d = fin - H; d < verif; d += 6) {
        var x1 = Math.max(d, fin), y1 = 4 + H - (x1 - d), x2 = Math.min(d + H, verif), y2 = 4 + (d + H - x2);
        if (x2 > x1) enfants.push(noeud("path", { "class": "barre-hachure", d: "M" + x1 + " " + y1 + "L" + x2 + " " + y2 }));
      }
    }
    if (fin > 1) enfants.push(noeud("rect", { "class": "barre-validee", x: 1, y: 4, width: fin - 1, height: H }));
    if (chantier.attendues > 0) enfants.push(noeud("path", { "class": "barre-attendu", d: "M" + x(chantier.attendues) + " 1v22" }));
    return noeud("svg", { viewBox: "0 0 240 24", role: "img", "aria-label": phrase, focusable: "false" }, enfants);
  }

  window.FormesCarte = { forme: forme, anneau: anneau, barre: barre };
})();
