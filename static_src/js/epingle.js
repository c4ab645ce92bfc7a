/* Placing a site's point: in a fieldset data-epingle, a button data-epingle-ouvrir opens a small map; a click there
   fills the fields whose names end in -latitude and -longitude. Without script (or with the keyboard) they are typed. */
(function () {
  "use strict";
  var BORNES = [[48.8, 2.28], [49.02, 2.61]];

  function arrondi(valeur) {
    return valeur.toFixed(6);
  }

  function ouvrir(bloc, bouton) {
    var champLat = bloc.querySelector("[name$='-latitude']");
    var champLon = bloc.querySelector("[name$='-longitude']");
    var boite = document.createElement("div");
    boite.className = "epingle-carte";
    boite.setAttribute("role", "group");
    boite.setAttribute("aria-label", "Carte : cliquez pour poser le point du chantier");
    bloc.appendChild(boite);
    bouton.hidden = true;
    var carte = window.L.map(boite, { attributionControl: false, zoomControl: true }).fitBounds(BORNES);
    var repere = null;

    function poser(lat, lon) {
      if (repere) repere.setLatLng([lat, lon]);
      else repere = window.L.circleMarker([lat, lon], { radius: 9, color: "#14213D", weight: 3, fillColor: "#F2B705", fillOpacity: 1 }).addTo(carte);
    }

    fetch(bloc.dataset.fond)
      .then(function (reponse) { return reponse.json(); })
      .then(function (fond) {
        window.L.geoJSON(fond, {
          interactive: false,
          pointToLayer: function (objet, position) { return window.L.circleMarker(position, { radius: 2, color: "#5A6472" }).bindTooltip(String(objet.properties.nom || ""), { permanent: false }); },
          style: { color: "#5A6472", weight: 1, fillOpacity: 0.04 }
        }).addTo(carte).bringToBack();
      })
      .catch(function () { /* the map stays blank, the fields stay usable */ });

    if (champLat.value && champLon.value) {
      var lat = parseFloat(champLat.value.replace(",", "."));
      var lon = parseFloat(champLon.value.replace(",", "."));
      if (!isNaN(lat) && !isNaN(lon)) {
        poser(lat, lon);
        carte.setView([lat, lon], 13);
      }
    }
    carte.on("click", function (evenement) {
      champLat.value = arrondi(evenement.latlng.lat).replace(".", ",");
      champLon.value = arrondi(evenement.latlng.lng).replace(".", ",");
      poser(evenement.latlng.lat, evenement.latlng.lng);
      champLat.dispatchEvent(new Event("input", { bubbles: true }));
    });
  }

  document.addEventListener("DOMContentLoaded", function () {
    if (!window.L) return;
    document.querySelectorAll("[data-epingle]").forEach(function (bloc) {
      var bouton = bloc.querySelector("[data-epingle-ouvrir]");
      if (!bouton) return;
      bouton.hidden = false;
      bouton.addEventListener("click", function () { ouvrir(bloc, bouton); });
    });
  });
})();
