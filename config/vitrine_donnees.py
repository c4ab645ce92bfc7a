"""Invented data of the style guide (config/vitrine.py)."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from django.utils.safestring import SafeString

from socle.graphiques import barre_engagement

CODES = [
    ("atteint", ""),
    ("dans_le_rythme", ""),
    ("a_surveiller", ""),
    ("en_retard", ""),
    ("termine_non_atteint", 87),
    ("suspendu", ""),
    ("a_venir", ""),
    ("sans_engagement", ""),
]

MENU = [
    {"libelle": "Carte des chantiers", "url": "/vitrine/public/", "actif": True},
    {"libelle": "Territoires", "url": "#territoires", "actif": False},
    {"libelle": "Travailler sur un chantier", "url": "#travailler", "actif": False},
    {"libelle": "Estimer un objectif", "url": "#estimer", "actif": False},
    {"libelle": "Données ouvertes", "url": "#donnees", "actif": False},
]
PIED = [
    {"libelle": mot, "url": f"#{rang}"}
    for rang, mot in enumerate(
        [
            "Comprendre les clauses",
            "Actualités",
            "Contester un chiffre",
            "Contact",
            "Accessibilité",
            "Données personnelles",
            "Mentions légales",
            "Plan du site",
        ]
    )
]


def barre(*, prevision: Decimal | None = Decimal(1720)) -> SafeString:
    """1 250 h of 2 000 validated, 180 being checked, 1 500 expected; the forecast only at work."""
    return barre_engagement(
        dues=Decimal(2000),
        validees=Decimal(1250),
        en_verification=Decimal(180),
        attendues=Decimal(1500),
        prevision=prevision,
        phrase="1 250 heures validées et 180 en vérification, sur 2 000 dues ; 1 500 attendues fin septembre 2026",
    )


def _ligne(nom: str, note: str, heures: tuple[str, ...], total: str) -> dict[str, Any]:
    lots = [("l1", "Lot 1 Gros œuvre"), ("l4", "Lot 4 Électricité"), ("l7", "Lot 7 Peinture")]
    cellules = [
        {"colonne": cle, "libelle": mot, "nom": f"h-{nom[:3]}-{cle}", "valeur": valeur}
        if valeur != "x"
        else {"colonne": cle, "libelle": mot, "inactive": "Pas de contrat sur ce lot"}
        for (cle, mot), valeur in zip(lots, heures, strict=True)
    ]
    return {"cle": nom[:3], "libelle": nom, "note": note, "cellules": cellules, "total": total}


TRAVAIL: dict[str, Any] = {
    "DEMONSTRATION": True,
    "recherche_url": "/vitrine/",
    "fil": [
        {"libelle": "Accueil", "url": "/vitrine/"},
        {"libelle": "À valider", "url": "/vitrine/"},
        {"libelle": "Octobre 2026", "url": ""},
    ],
    "rail": [
        {
            "libelle": "Tableau du matin",
            "adresse": "/vitrine/",
            "compte": None,
            "courant": False,
            "groupe": "Aujourd'hui",
        },
        {"libelle": "À valider", "adresse": "/vitrine/", "compte": 34, "courant": True, "groupe": "Aujourd'hui"},
        {"libelle": "En attente de l'entreprise", "adresse": "/vitrine/", "compte": 7, "groupe": "Aujourd'hui"},
        {
            "libelle": "Déclarations manquantes",
            "adresse": "/vitrine/",
            "compte": 5,
            "alerte": True,
            "groupe": "Aujourd'hui",
        },
        {"libelle": "Besoins ouverts", "adresse": "/vitrine/", "compte": 12, "groupe": "Mettre en relation"},
        {"libelle": "Candidats", "adresse": "/vitrine/", "compte": None, "groupe": "Mettre en relation"},
        {"libelle": "Demandes du public", "adresse": "/vitrine/", "compte": 0, "groupe": "Mettre en relation"},
        {"libelle": "Mon portefeuille", "adresse": "/vitrine/", "compte": 86, "groupe": "Suivre"},
        {"libelle": "Marchés à reprendre", "adresse": "/vitrine/", "compte": 3, "groupe": "Suivre"},
        {"libelle": "Rapports", "adresse": "/vitrine/", "compte": None, "groupe": "Suivre"},
    ],
    "chiffres": [
        {"valeur": "34", "libelle": "lignes à valider", "note": "dont 6 avec une alerte", "url": "#", "ton": "bleu"},
        {
            "valeur": "5",
            "libelle": "déclarations manquantes",
            "note": "échéance du 20 novembre passée",
            "url": "#",
            "ton": "brique",
        },
        {
            "valeur": "82",
            "unite": "%",
            "libelle": "du dû validé",
            "note": "situation arrêtée à fin septembre 2026",
            "ton": "vert",
        },
        {"valeur": "12\u202f480", "unite": "h", "libelle": "restantes", "note": "sur 86 engagements", "ton": "jaune"},
    ],
    "onglets": [
        {"libelle": "À valider", "url": "#", "actif": True, "compteur": 34},
        {"libelle": "Renvoyées", "url": "#", "actif": False, "compteur": 7},
        {"libelle": "Manquantes", "url": "#", "actif": False, "compteur": 5, "urgence": True},
        {"libelle": "Validées ce mois-ci", "url": "#", "actif": False, "compteur": None},
    ],
    "lignes": [
        {
            "qui": "Traoré, Aminata",
            "entreprise": "Bâti Nord Exemple",
            "lot": "Lot 1 Gros œuvre",
            "heures": "121,50",
            "etat": ("Soumise", "bleu", "demi"),
            "alerte": "",
        },
        {
            "qui": "Nguyen, Karim",
            "entreprise": "Bâti Nord Exemple",
            "lot": "Lot 1 Gros œuvre",
            "heures": "151,67",
            "etat": ("Soumise", "bleu", "demi"),
            "alerte": "Plus de 150 h dans le mois",
        },
        {
            "qui": "Lopes, Inès",
            "entreprise": "Électricité du Canal (exemple)",
            "lot": "Lot 4 Électricité",
            "heures": "70,00",
            "etat": ("Renvoyée", "ambre", "carre"),
            "alerte": "",
        },
        {
            "qui": "Petit, Jérôme",
            "entreprise": "Peintures Exemple",
            "lot": "Lot 7 Peinture",
            "heures": "35,00",
            "etat": ("Validée", "vert", "plein"),
            "alerte": "",
        },
        {
            "qui": "Sow, Fatou",
            "entreprise": "Peintures Exemple",
            "lot": "Lot 7 Peinture",
            "heures": "14,00",
            "etat": ("Refusée", "brique", "plein"),
            "alerte": "",
        },
    ],
    "colonnes": [
        {"cle": "l1", "libelle": "Lot 1 Gros œuvre", "note": "Collège Exemple, Saint-Denis", "total": "273,17"},
        {"cle": "l4", "libelle": "Lot 4 Électricité", "note": "Collège Exemple, Saint-Denis", "total": "70,00"},
        {"cle": "l7", "libelle": "Lot 7 Peinture", "note": "Gymnase Exemple, Bobigny", "total": "49,00"},
    ],
    "grille": [
        _ligne("Traoré, Aminata", "CDD, 35 h", ("121,50", "", "x"), "121,50"),
        _ligne("Nguyen, Karim", "Mission d'intérim", ("151,67", "", "x"), "151,67"),
        _ligne("Lopes, Inès", "Contrat de professionnalisation", ("x", "70,00", ""), "70,00"),
        _ligne("Petit, Jérôme", "CDI", ("", "x", "49,00"), "49,00"),
    ],
    "evenements": [
        {
            "quand": "12 novembre 2026 à 9 h 04",
            "qui": "Claire Exemple, facilitatrice",
            "quoi": "12 lignes validées",
            "plein": True,
        },
        {"quand": "10 novembre 2026 à 16 h 20", "qui": "Bâti Nord Exemple", "quoi": "Octobre corrigé et renvoyé"},
        {
            "quand": "8 novembre 2026 à 11 h 15",
            "qui": "Claire Exemple, facilitatrice",
            "quoi": "1 ligne renvoyée pour correction",
            "motif": "Les heures dépassent la durée du contrat : 35 h par semaine.",
        },
    ],
    "echanges": [
        {
            "auteur": "Claire Exemple",
            "organisation": "Facilitation, Plaine Exemple",
            "quand": "8 novembre, 11 h 15",
            "texte": "Bonjour, pouvez-vous vérifier les heures de M. Nguyen ? Elles dépassent la durée du contrat.",
            "mien": False,
        },
        {
            "auteur": "Paul",
            "quand": "10 novembre, 16 h 20",
            "texte": "C'était une erreur de report : 121,50 h au lieu de 151,67 h. Corrigé.",
            "mien": True,
        },
    ],
    "definitions": [
        ("Maître d'ouvrage", "Département Exemple"),
        ("Facilitatrice", "Claire Exemple, 01 00 00 00 00"),
        ("Période", "mois, échéance le 20 du mois suivant"),
        ("Fin des travaux", "14 mars 2027 (confirmée)"),
    ],
}

PUBLIC: dict[str, Any] = {
    "DEMONSTRATION": True,
    "menu_public": MENU,
    "menu_pied": PIED,
    "chantiers": [
        {
            "nom": "Collège Exemple",
            "commune": "Saint-Denis",
            "programme": "Plan collèges",
            "etat": "dans_le_rythme",
            "pourcent": "",
            "texte": "3\u202f412 h réalisées sur un objectif de 4\u202f974 h",
        },
        {
            "nom": "Gare Exemple – ligne 16",
            "commune": "Clichy-sous-Bois",
            "programme": "Grand Paris Express",
            "etat": "a_surveiller",
            "pourcent": "",
            "texte": "18\u202f040 h réalisées sur un objectif de 32\u202f000 h",
        },
        {
            "nom": "Campus hospitalier, lot d'essai",
            "commune": "Saint-Ouen-sur-Seine",
            "programme": "Hôpital",
            "etat": "a_venir",
            "pourcent": "",
            "texte": "Objectif de 65\u202f000 h, travaux à partir de mars 2027",
        },
        {
            "nom": "Résidence des Exemples",
            "commune": "Aulnay-sous-Bois",
            "programme": "Renouvellement urbain",
            "etat": "termine_non_atteint",
            "pourcent": 87,
            "texte": "5\u202f220 h réalisées sur un objectif de 6\u202f000 h",
        },
    ],
}
