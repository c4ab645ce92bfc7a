/* htmx: the CSRF token goes with each request, errors are said in the region of messages. */
(function () {
  "use strict";

  function jeton() {
    var balise = document.querySelector("meta[name='csrf-token']");
    if (balise && balise.content) return balise.content;
    var champ = document.querySelector("input[name='csrfmiddlewaretoken']");
    return champ ? champ.value : "";
  }

  function dire(texte) {
    var region = document.getElementById("messages");
    if (!region) return;
    var ligne = document.createElement("div");
    ligne.className = "alerte alerte-blocage";
    ligne.setAttribute("role", "alert");
    var corps = document.createElement("div");
    corps.className = "alerte-corps";
    corps.textContent = texte;
    ligne.append(document.createElement("span"), corps);
    region.replaceChildren(ligne);
  }

  document.addEventListener("htmx:configRequest", function (evenement) {
    if (evenement.detail.verb !== "get") evenement.detail.headers["X-CSRFToken"] = jeton();
  });

  document.addEventListener("htmx:responseError", function (evenement) {
    var statut = evenement.detail.xhr.status;
    if (statut === 403) dire("Vous n'avez pas le droit de faire cela, ou votre session est terminée. Rechargez la page.");
    else if (statut === 404) dire("Cet élément n'existe plus ou n'est pas le vôtre. Rechargez la page.");
    else if (statut === 409) dire("Quelqu'un a modifié cet élément entre-temps. Rechargez la page pour voir sa version.");
    else if (statut === 429) dire("Trop de demandes en peu de temps. Attendez une minute, puis recommencez.");
    else dire("La demande n'a pas abouti. Rien n'a été modifié : réessayez dans un instant.");
  });

  document.addEventListener("htmx:sendError", function () {
    dire("La connexion est coupée. Rien n'a été modifié : réessayez quand elle sera revenue.");
  });

  window.interfaceJeton = jeton;
})();
