/* The sites on the map: points fetched from a lean address, clusters, keyboard, one live message. */
(function () {
  "use strict";

  /* An icon that has a name for screen readers; Leaflet gives it role="button" and a tab stop. */
  var Icone = L.DivIcon.extend({
    createIcon: function (ancien) {
      var e = L.DivIcon.prototype.createIcon.call(this, ancien);
      e.setAttribute("aria-label", this.options.etiquette);
      return e;
    }
  });

  function lire(contenu) {
    return contenu.chantiers.map(function (ligne) {
      return {
        longitude: ligne[0], latitude: ligne[1], etat: contenu.etats[ligne[2]], rang: ligne[2], slug: ligne[3],
        nom: ligne[4], commune: ligne[5], objectif: ligne.length > 6 ? ligne[6] : null, validees: ligne[7],
        verification: ligne[8], attendues: ligne[9], arrete: contenu.mois[ligne[10]]
      };
    });
  }

  function marqueur(chantier, options) {
    var etiquette = chantier.nom + ", " + chantier.commune + " : " + BulleCarte.mot(chantier);
    var taille = chantier.etat.code === "sans_engagement" ? 22 : 30;
    if (options.choisi === chantier.slug) taille = 40;
    var marque = L.marker([chantier.latitude, chantier.longitude], {
      icon: new Icone({ className: "carte-marque", html: FormesCarte.forme(chantier.etat, taille), iconSize: [taille, taille], etiquette: etiquette }),
      riseOnHover: true
    });
    marque.chantier = chantier;
    marque.bindPopup(function () {
      return BulleCarte.bulle(chantier, options.fiche.replace("SLUG", encodeURIComponent(chantier.slug)));
    }, { minWidth: 240, maxWidth: 280, autoPanPadding: [20, 20] });
    return marque;
  }

  function grappe(groupe, etats) {
    var nombres = {}, restantes = 0, chantiers = groupe.getAllChildMarkers();
    chantiers.forEach(function (m) {
      nombres[m.chantier.rang] = (nombres[m.chantier.rang] || 0) + 1;
      if (m.chantier.objectif !== null) restantes += Math.max(0, m.chantier.objectif - m.chantier.validees);
    });
    var parts = Object.keys(nombres).map(Number).sort(function (a, b) { return a - b; }).map(function (rang) {
      return { nombre: nombres[rang], couleur: etats[rang].couleur, mot: etats[rang].mot };
    });
    var exact = BulleCarte.heures(Math.round(restantes));
    var court = restantes < 10000 ? exact : Math.round(restantes / 1000) + "\u202fk\u00a0h";
    var etiquette = court + " restant à réaliser sur " + chantiers.length + " chantiers (" +
      parts.map(function (p) { return p.nombre + " " + p.mot.toLowerCase(); }).join(", ") + "). Agrandir.";
    return new Icone({ className: "carte-grappe", html: FormesCarte.anneau(parts, 58, court), iconSize: [58, 58], etiquette: etiquette });
  }

  function francais(carte) {
    L.control.zoom({ zoomInTitle: "Agrandir", zoomOutTitle: "Réduire", position: "topright" }).addTo(carte);
    if (carte.getContainer().clientWidth > 500) L.control.scale({ imperial: false }).addTo(carte);
    L.control.attribution({ prefix: false }).addTo(carte);
    carte.on("popupopen", function (evenement) {
      var bulle = evenement.popup.getElement(), fermer = bulle.querySelector(".leaflet-popup-close-button");
      if (fermer) { fermer.setAttribute("aria-label", "Fermer"); fermer.removeAttribute("title"); }
      bulle.setAttribute("role", "dialog");
      bulle.setAttribute("aria-label", bulle.querySelector(".bulle-titre").textContent);
      carte._retour = evenement.popup._source && evenement.popup._source.getElement();
      var lien = bulle.querySelector(".bulle-chantier a");
      if (lien && carte._auClavier) lien.focus({ preventScroll: true });
    });
    carte.on("popupclose", function () {
      if (carte._auClavier && carte._retour && carte._retour.isConnected) carte._retour.focus({ preventScroll: true });
    });
    carte.getContainer().addEventListener("pointerdown", function () { carte._auClavier = false; });
    carte.getContainer().addEventListener("keydown", function (evenement) {
      carte._auClavier = true;
      if (evenement.key === "Escape") carte.closePopup();
      var bouton = evenement.target.closest(".carte-marque, .carte-grappe");
      if (evenement.key === " " && bouton) {
        evenement.preventDefault();
        bouton.dispatchEvent(new MouseEvent("click", { bubbles: true }));
      }
    });
    carte.on("focus", function () { carte.scrollWheelZoom.enable(); });
    carte.on("blur", function () { carte.scrollWheelZoom.disable(); });
  }

  function annoncer(carte, texte) {
    var zone = carte.getContainer().parentElement.querySelector("[data-carte-message]");
    if (zone) { zone.textContent = texte; zone.classList.add("visuellement-cache"); }
  }

  function demarrer(carte, options) {
    francais(carte);
    FondCarte.dessiner(carte, options.fond).catch(function () {});
    FondCarte.tuiler(carte, options.tuiles);
    fetch(options.points, { credentials: "same-origin" }).then(function (reponse) {
      if (!reponse.ok) throw new Error(String(reponse.status));
      return reponse.json();
    }).then(function (contenu) {
      var grappes = L.markerClusterGroup({
        maxClusterRadius: 46, showCoverageOnHover: false, spiderfyOnMaxZoom: true, chunkedLoading: true,
        animate: !matchMedia("(prefers-reduced-motion: reduce)").matches,
        iconCreateFunction: function (groupe) { return grappe(groupe, contenu.etats); }
      });
      var marques = lire(contenu).map(function (c) { return marqueur(c, options); });
      if (options.choisi) { /* the page of a site: this one only */
        marques.filter(function (m) { return m.chantier.slug === options.choisi; }).forEach(function (m) { m.addTo(carte); });
        return annoncer(carte, "");
      }
      grappes.addLayers(marques);
      carte.addLayer(grappes);
      carte.cadrer = function () {
        carte.invalidateSize();
        if (marques.length) carte.fitBounds(grappes.getBounds(), { padding: [30, 30], maxZoom: 14, animate: false });
      };
      carte.cadrer();
      var manquants = contenu.sans_point ? ", dont " + contenu.sans_point + " dans la liste seulement" : "";
      annoncer(carte, contenu.total + (contenu.total > 1 ? " chantiers" : " chantier") + " sur la carte" + manquants);
    }).catch(function () {
      annoncer(carte, "");
      var zone = carte.getContainer().parentElement.querySelector("[data-carte-message]");
      if (zone) {
        zone.classList.remove("visuellement-cache");
        zone.textContent = "La carte n'a pas pu charger les chantiers. La liste les donne tous.";
      }
    });
  }

  window.CarteChantiers = { demarrer: demarrer };
})();
