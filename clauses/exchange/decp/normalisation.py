"""From a raw record of any shape to one `EnregistrementDecp`, or to its refusal.

Only two things refuse a record: no buyer (for a concession, no conceding authority) and no number.
Everything else is read as far as it goes and its defects are named.
"""

from __future__ import annotations

import re
from typing import Any

from clauses.exchange.decp.champs import (
    lire_considerations,
    lire_cpv,
    lire_jour,
    lire_lieu,
    lire_mois,
    lire_montant,
    lire_mot,
    textes,
)
from clauses.exchange.decp.colonnes import aplatir, titulaires_en_colonnes
from clauses.exchange.decp.defauts import CodeDefaut, Constats
from clauses.exchange.decp.enregistrements import EnregistrementDecp, Refus
from clauses.exchange.decp.parties import (
    PERDU,
    completer_siret,
    lire_actes,
    lire_modifications,
    lire_titulaires,
    siret_valide,
)
from clauses.exchange.decp.valeurs import entier, est_vide, identifiant, numero, oui_non, plier, texte
from clauses.exchange.decp.vocabulaire import (
    Ccag,
    Groupement,
    Nature,
    Procedure,
    Sorte,
)

LONGUEUR_EXTRAIT = 120
LONGUEUR_CLE = 100
"""The schemas allow 16 characters for a number; beyond this bound it is not one."""


def normaliser(brut: Any, sorte: Sorte | None, rang: int, fichier: str) -> EnregistrementDecp | Refus:
    """The normalised record, or why it cannot be kept. `rang` counts the records of the file from 1."""
    if not isinstance(brut, dict):
        return Refus(rang, fichier, "Ce n'est pas un enregistrement de marché.", texte(brut)[:40])
    plat = aplatir(brut)
    constats = Constats()
    sorte = sorte_de(plat, sorte)
    acheteur = _acheteur(plat, constats)
    identite = numero(plat.get("id"))
    if not acheteur or not identite or max(len(acheteur), len(identite)) > LONGUEUR_CLE:
        return _refuser(plat, sorte, acheteur, identite, rang, fichier)
    objet = texte(plat.get("objet"))
    if not objet:
        constats.noter(CodeDefaut.OBJET_ABSENT, "objet")
    elif PERDU in objet:
        constats.noter(CodeDefaut.CARACTERES_PERDUS, "objet")
    acheteur_nom = _nom(plat, "acheteurnom", "autoriteconcedantenom")
    if PERDU in acheteur_nom:
        constats.noter(CodeDefaut.CARACTERES_PERDUS, "acheteur")
    nature, nature_brute = lire_mot(Nature, plat.get("nature"), constats, "nature")
    procedure, procedure_brute = lire_mot(Procedure, plat.get("procedure"), constats, "procedure")
    ccag, _ = lire_mot(Ccag, plat.get("ccag"), constats, "ccag")
    groupement, _ = lire_mot(Groupement, plat.get("typegroupementoperateurs"), constats, "typeGroupementOperateurs")
    montant, montant_brut = lire_montant(plat.get("montant", plat.get("valeurglobale")), constats)
    notification = plat.get("datenotification") or plat.get("datesignature")
    considerations, brutes, clause = lire_considerations(plat.get("considerationssociales"), constats)
    lieu_code, lieu_type, lieu_brut, lieu_nom = lire_lieu(plat, constats)
    declares = _premier(plat, "titulaires", "concessionnaires")
    titulaires = lire_titulaires(titulaires_en_colonnes(plat) if declares is None else declares, constats)
    if not titulaires:
        constats.noter(CodeDefaut.TITULAIRE_ABSENT, "titulaires")
    techniques = textes(plat.get("techniques"), "technique")
    return EnregistrementDecp(
        rang=rang,
        fichier=fichier,
        acheteur_id=acheteur,
        acheteur_nom=acheteur_nom,
        id=identite,
        uid=texte(plat.get("uid")),
        sorte=sorte,
        nature=nature,
        nature_brute=nature_brute,
        objet=objet,
        cpv=lire_cpv(plat.get("codecpv"), constats, attendu=sorte is Sorte.MARCHE),
        categorie_brute=texte(plat.get("type")),
        procedure=procedure,
        procedure_brute=procedure_brute,
        ccag=ccag,
        montant=montant,
        montant_brut=montant_brut,
        duree_mois=lire_mois(plat.get("dureemois"), constats),
        date_notification=lire_jour(notification, constats, "dateNotification", CodeDefaut.DATE_ABSENTE),
        date_debut_execution=lire_jour(plat.get("datedebutexecution"), constats, "dateDebutExecution"),
        date_publication=lire_jour(
            plat.get("datepublicationdonnees"), constats, "datePublicationDonnees", CodeDefaut.PUBLICATION_ABSENTE
        ),
        lieu_code=lieu_code,
        lieu_type=lieu_type,
        lieu_type_brut=lieu_brut,
        lieu_nom=lieu_nom,
        considerations_sociales=considerations,
        considerations_brutes=brutes,
        clause_sociale=clause,
        titulaires=titulaires,
        groupement=groupement,
        sous_traitance_declaree=oui_non(plat.get("soustraitancedeclaree")),
        actes_sous_traitance=lire_actes(
            plat.get("actessoustraitance"), plat.get("modificationsactessoustraitance"), constats
        ),
        modifications=lire_modifications(plat.get("modifications"), constats),
        id_accord_cadre=numero(plat.get("idaccordcadre")),
        accord_cadre=nature is Nature.ACCORD_CADRE or any(plier(t) == "accord cadre" for t in techniques),
        techniques=techniques,
        modalites=textes(plat.get("modalitesexecution"), "modaliteexecution"),
        forme_prix=texte(plat.get("formeprix")),
        offres_recues=entier(plat.get("offresrecues")),
        modification_rang=entier(plat.get("modificationid")) or 0,
        donnees_actuelles=oui_non(plat.get("donneesactuelles")),
        source=texte(plat.get("source")),
        defauts=constats.tous(),
    )


def sorte_de(plat: dict[str, Any], place: Sorte | None) -> Sorte:
    """Contract or concession: by its place in the file, else its `_type`, its authority, its nature."""
    if place is not None:
        return place
    annonce = plier(f"{texte(plat.get('type'))} {texte(plat.get('nature'))}")
    if "concession" in annonce or "delegation de service" in annonce or _premier(plat, "autoriteconcedanteid"):
        return Sorte.CONCESSION
    return Sorte.MARCHE


def _acheteur(plat: dict[str, Any], constats: Constats) -> str:
    """Number of the buyer or of the conceding authority; '' when there is none."""
    valeur = _premier(plat, "acheteurid", "autoriteconcedanteid")
    if valeur is None:
        valeur = next((plat[c] for c in ("acheteur", "autoriteconcedante") if isinstance(plat.get(c), str)), None)
    code = identifiant(valeur)
    if isinstance(valeur, str) and code and code != valeur:
        constats.noter(CodeDefaut.IDENTIFIANT_NETTOYE, "acheteur", valeur)
    code = completer_siret(code, constats, "acheteur")
    if code and not siret_valide(code):
        constats.noter(CodeDefaut.SIRET_ACHETEUR_A_VERIFIER, "acheteur", code)
    return code


def _premier(plat: dict[str, Any], *cles: str) -> Any:
    """The first value that is there and not empty."""
    return next((plat[c] for c in cles if plat.get(c) not in (None, "", [], {})), None)


def _nom(plat: dict[str, Any], *cles: str) -> str:
    nom = texte(_premier(plat, *cles))
    return "" if est_vide(nom) else nom


def _refuser(plat: dict[str, Any], sorte: Sorte, acheteur: str, identite: str, rang: int, fichier: str) -> Refus:
    """The refusal with its reason; the extract holds the buyer, the title and the day, never a company."""
    qui = "autorité concédante" if sorte is Sorte.CONCESSION else "acheteur"
    manques = []
    if not acheteur:
        manques.append(f"pas d'identifiant d'{qui}")
    if not identite:
        manques.append("pas de numéro de contrat")
    if max(len(acheteur), len(identite)) > LONGUEUR_CLE:
        manques.append("identifiant ou numéro trop long pour en être un")
    lieu = texte(plat.get("lieuexecutioncode"))
    morceaux = [
        sorte.libelle,
        f"acheteur {acheteur}" if acheteur else "",
        f"n° {identite}" if identite else "",
        re.sub(r"\s+", " ", texte(plat.get("objet"))),
        f"du {jour}" if (jour := texte(plat.get("datenotification") or plat.get("datesignature"))[:10]) else "",
        f"lieu {lieu}" if lieu else "",
    ]
    raison = " et ".join(manques)
    return Refus(
        rang, fichier, f"{raison[0].upper()}{raison[1:]}.", ", ".join(filter(None, morceaux))[:LONGUEUR_EXTRAIT]
    )
