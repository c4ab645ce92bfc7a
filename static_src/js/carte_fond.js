/* The schematic base layer, in warm greys, under an optional tile layer that withdraws when it cannot be reached. */
(function () {
  "use strict";
  var STYLES = {
    departement: { color: "#8A8172", weight: 2, fillColor: "#FFFFFF", fillOpacity: 1 },
    parc: { stroke: false, fillColor: "#E4EBDD", fillOpacity: 1 },
    aeroport: { color: "#DDD6C9", weight: 1, fillColor: "#EFEAE0", fillOpacity: 1 },
    fleuve: { color: "#BCD6E4", weight: 6 },
    canal: { color: "#BCD6E4", weight: 3 },
    autoroute: { color: "#D9CFBE", weight: 3 },
    route: { color: "#E5DED1", weight: 2 },
    rail: { color: "#B9AF9F", weight: 1.5, dashArray: "5 4" }
  };
  var ORDRE = ["departement", "parc", "aeroport", "fleuve", "canal", "route", "autoroute", "rail"];
  /* Smallest zoom at which names of this rank are shown. */
  var ZOOM_DES_NOMS = { 1: 11, 2: 12, 3: 13 };

  function nom(trait) {
    var texte = document.createElement("span");
    texte.textContent = trait.properties.nom;
    return L.marker([trait.geometry.coordinates[1], trait.geometry.coordinates[0]], {
      icon: L.divIcon({ className: "fond-nom fond-nom-" + trait.properties.sorte, html: texte, iconSize: [120, 16] }),
      interactive: false, keyboard: false, pane: "noms"
    });
  }

  function dessiner(carte, adresse) {
    ["fond", "noms"].forEach(function (volet, rang) {
      carte.createPane(volet);
      carte.getPane(volet).classList.add("carte-volet-" + volet);
      carte.getPane(volet).setAttribute("aria-hidden", "true");
      carte.getPane(volet).style.zIndex = rang ? 420 : 150;
    });
    return fetch(adresse).then(function (reponse) { return reponse.json(); }).then(function (fond) {
      var traits = fond.features.filter(function (t) { return t.geometry.type !== "Point"; });
      traits.sort(function (a, b) { return ORDRE.indexOf(a.properties.sorte) - ORDRE.indexOf(b.properties.sorte); });
      L.geoJSON({ type: "FeatureCollection", features: traits }, {
        pane: "fond", interactive: false,
        style: function (t) { return STYLES[t.properties.sorte]; }
      }).addTo(carte);
      var groupes = {};
      fond.features.forEach(function (t) {
        if (t.geometry.type !== "Point" || t.properties.sorte === "ept") return;
        var rang = t.properties.sorte === "voisin" ? 1 : t.properties.rang;
        (groupes[rang] = groupes[rang] || L.layerGroup()).addLayer(nom(t));
      });
      function montrer() {
        Object.keys(groupes).forEach(function (rang) {
          var voulu = carte.getZoom() >= ZOOM_DES_NOMS[rang];
          if (voulu) groupes[rang].addTo(carte); else groupes[rang].remove();
        });
      }
      carte.on("zoomend", montrer);
      montrer();
    });
  }

  function tuiler(carte, modele) {
    if (!modele) return;
    var vues = 0;
    var tuiles = L.tileLayer(modele, { maxZoom: 19, attribution: "© IGN, Géoplateforme" });
    tuiles.on("tileload", function () { vues += 1; });
    tuiles.on("tileerror", function () { if (!vues) tuiles.remove(); });
    tuiles.addTo(carte);
    carte.getContainer().classList.add("carte-tuilee");
    tuiles.on("remove", function () { carte.getContainer().classList.remove("carte-tuilee"); });
  }

  window.FondCarte = { dessiner: dessiner, tuiler: tuiler };
})();
