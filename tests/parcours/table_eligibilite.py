"""The truth table of eligibility: hirings, what was shown, and the window or every reason against.

Dates are written 31/12/2023. Unless said otherwise, hired on 3 November 2025 by an ordinary firm, born in 1990, the
request complete that day.
"""

from __future__ import annotations

from dataclasses import dataclass, replace

from parcours.rules.eligibilite import Embauche, Preuve
from parcours.rules.pass_iae import PassIae
from parcours.rules.residence import QuartierSitue
from tests.fabriques.eligibilite import (
    HORS_2015,
    HORS_2024,
    QN09302M,
    QP093028,
    un_jour,
    un_pass,
    une_embauche,
    une_preuve,
)


@dataclass(frozen=True)
class Cas:
    """One case: a hiring under a référentiel, what was shown, and either the window's end or every reason against."""

    titre: str
    referentiel: str
    embauche: Embauche
    preuves: tuple[Preuve, ...] = ()
    fin: str = ""
    raisons: tuple[str, ...] = ()
    pass_iae: PassIae | None = None
    quartier: QuartierSitue | None = None

    def __str__(self) -> str:
        return f"{self.referentiel} : {self.titre}"


def cas(titre: str, referentiel: str, embauche: Embauche, *preuves: Preuve, **attendu) -> Cas:
    raisons = attendu.pop("raisons", ())
    raisons = (raisons,) if isinstance(raisons, str) else raisons
    return Cas(titre, referentiel, embauche, preuves, raisons=raisons, **attendu)


E, P = une_embauche, une_preuve
LE_3 = E("03/11/2025")
RSA = P("RSA", "15/10/2025")
DOMICILE = P("QPV", "15/10/2025")
DOMICILE_2023 = P("QPV", "15/10/2023")
FIN_LE_3 = "02/11/2027"

PREUVES_ET_DELAIS = [
    cas("rien n'est prouvé", "ordinaire", LE_3, raisons="Aucun critère n'est prouvé"),
    cas("RSA, attestation du mois", "ordinaire", LE_3, RSA, fin=FIN_LE_3),
    cas("RSA non daté", "ordinaire", LE_3, P("RSA"), raisons="n'est pas daté"),
    cas("attestation du jour de la demande", "ordinaire", LE_3, P("RSA", "03/11/2025"), fin=FIN_LE_3),
    cas("attestation datée du lendemain", "ordinaire", LE_3, P("RSA", "04/11/2025"), raisons="daté d'après la demande"),
    cas("attestation à son dernier jour, trois mois", "ordinaire", LE_3, P("RSA", "04/08/2025"), fin=FIN_LE_3),
    cas("attestation de trois mois et un jour", "ordinaire", LE_3, P("RSA", "03/08/2025"), raisons="plus de 3 mois"),
    cas(
        "l'âge de la preuve se compte à la demande, pas à l'embauche",
        "ordinaire",
        E("20/12/2025", complete="03/11/2025"),
        P("RSA", "04/08/2025"),
        fin="19/12/2027",
    ),
    cas(
        "attestation d'un 30 novembre : trois mois finissent fin février",
        "ordinaire",
        E("28/02/2026"),
        P("RSA", "30/11/2025"),
        fin="27/02/2028",
    ),
    cas("la même, le 1er mars", "ordinaire", E("01/03/2026"), P("RSA", "30/11/2025"), raisons="plus de 3 mois"),
    cas("sous main de justice : six mois", "ordinaire", LE_3, P("PPSMJ", "04/05/2025"), fin=FIN_LE_3),
    cas(
        "sous main de justice : six mois et un jour",
        "ordinaire",
        LE_3,
        P("PPSMJ", "03/05/2025"),
        raisons="plus de 6 mois",
    ),
    cas("demande complète la veille", "ordinaire", E("03/11/2025", complete="02/11/2025"), RSA, fin=FIN_LE_3),
    cas(
        "demande complète le lendemain : tardive, pas perdue",
        "ordinaire",
        E("03/11/2025", complete="04/11/2025"),
        RSA,
        fin=FIN_LE_3,
    ),
    cas("embauche un 29 février", "ordinaire", E("29/02/2024"), P("RSA", "01/02/2024"), fin="28/02/2026"),
]

STATUTS_PERDUS = [
    cas(
        "RSA fermé par l'embauche, le jour même",
        "ordinaire",
        LE_3,
        P("RSA", "15/10/2025", expire="03/11/2025"),
        fin=FIN_LE_3,
    ),
    cas(
        "RSA fermé un mois après l'embauche",
        "ordinaire",
        LE_3,
        P("RSA", "15/10/2025", expire="30/11/2025"),
        fin=FIN_LE_3,
    ),
    cas(
        "RSA fermé la veille de l'embauche",
        "ordinaire",
        LE_3,
        P("RSA", "15/10/2025", expire="02/11/2025"),
        raisons="a pris fin le 2 novembre 2025, avant l'embauche",
    ),
    cas(
        "notification de travailleur handicapé échue",
        "ordinaire",
        LE_3,
        P("BOETH", "15/10/2025", expire="31/10/2025"),
        raisons="a pris fin le 31 octobre 2025",
    ),
    cas(
        "notification qui échoit pendant le contrat",
        "ordinaire",
        LE_3,
        P("BOETH", "15/10/2025", expire="31/12/2025"),
        fin=FIN_LE_3,
    ),
    cas(
        "preuve trop vieille et droit échu : les deux se disent",
        "ordinaire",
        LE_3,
        P("RSA", "01/06/2025", expire="30/06/2025"),
        raisons=("plus de 3 mois", "a pris fin le 30 juin 2025"),
    ),
    cas(
        "une fenêtre déjà ouverte couvre l'embauche : rien à prouver",
        "ordinaire",
        replace(LE_3, fenetre=(un_jour("01/02/2025"), un_jour("31/01/2027"))),
        fin="31/01/2027",
    ),
    cas(
        "le dernier jour de la fenêtre",
        "ordinaire",
        replace(LE_3, fenetre=(un_jour("04/11/2023"), un_jour("03/11/2025"))),
        fin="03/11/2025",
    ),
    cas(
        "le lendemain de la fenêtre",
        "ordinaire",
        replace(LE_3, fenetre=(un_jour("03/11/2023"), un_jour("02/11/2025"))),
        raisons="Aucun critère",
    ),
]

AGES = [
    cas("veille des 26 ans", "ordinaire", E("03/11/2025", nee="04/11/1999"), P("ML", "15/10/2025"), fin=FIN_LE_3),
    cas(
        "jour des 26 ans",
        "ordinaire",
        E("03/11/2025", nee="03/11/1999"),
        P("ML", "15/10/2025"),
        raisons="a 26 ans à l'embauche, 25 ans au plus",
    ),
    cas(
        "25 ans à la demande, 26 à l'embauche",
        "ordinaire",
        E("03/11/2025", complete="02/11/2025", nee="03/11/1999"),
        P("ML", "15/10/2025"),
        raisons="a 26 ans à l'embauche",
    ),
    cas("jour des 50 ans", "ordinaire", E("03/11/2025", nee="03/11/1975"), P("SENIOR", "15/10/2025"), fin=FIN_LE_3),
    cas(
        "veille des 50 ans",
        "ordinaire",
        E("03/11/2025", nee="04/11/1975"),
        P("SENIOR", "15/10/2025"),
        raisons="a 49 ans à l'embauche, 50 ans au moins",
    ),
    cas(
        "née un 29 février, 26 ans le 1er mars",
        "ordinaire",
        E("28/02/2026", nee="29/02/2000"),
        P("ML", "15/02/2026"),
        fin="27/02/2028",
    ),
    cas(
        "née un 29 février, le 1er mars",
        "ordinaire",
        E("01/03/2026", nee="29/02/2000"),
        P("ML", "15/02/2026"),
        raisons="a 26 ans",
    ),
    cas(
        "naissance inconnue",
        "ordinaire",
        E("03/11/2025", nee=""),
        P("SENIOR", "15/10/2025"),
        raisons="date de naissance manque",
    ),
    cas(
        "jeune sans diplôme, six mois dehors",
        "ordinaire",
        E("03/11/2025", nee="01/01/2005"),
        P("JEUNE_SQ", "15/10/2025", mois=6),
        fin=FIN_LE_3,
    ),
    cas(
        "jeune sans diplôme, cinq mois dehors",
        "ordinaire",
        E("03/11/2025", nee="01/01/2005"),
        P("JEUNE_SQ", "15/10/2025", mois=5),
        raisons="5 mois établis, 6 au moins",
    ),
]

DUREES = [
    cas("douze mois de recherche établis", "ordinaire", LE_3, P("DELD", "15/10/2025", mois=12), fin=FIN_LE_3),
    cas("onze mois", "ordinaire", LE_3, P("DELD", "15/10/2025", mois=11), raisons="11 mois établis, 12 au moins"),
    cas(
        "inscription sans durée établie (inscrits d'office depuis 2025)",
        "ordinaire",
        LE_3,
        P("DELD", "15/10/2025"),
        raisons="nombre de mois établis manque (12 au moins)",
    ),
    cas("très longue durée à 24 mois", "ordinaire", LE_3, P("DETLD", "15/10/2025", mois=24), fin=FIN_LE_3),
    cas(
        "très longue durée à 23 mois",
        "ordinaire",
        LE_3,
        P("DETLD", "15/10/2025", mois=23),
        raisons="23 mois établis, 24 au moins",
    ),
]

PUBLICS_DES_REFERENTIELS = [
    cas("alternante", "solideo", LE_3, P("ALTERN", "15/10/2025"), fin=FIN_LE_3),
    cas(
        "la même alternante",
        "ordinaire",
        LE_3,
        P("ALTERN", "15/10/2025"),
        raisons="n'est pas un public du référentiel « Ordinaire",
    ),
    cas(
        "la même alternante, sous la charte ANRU",
        "anru",
        LE_3,
        P("ALTERN", "15/10/2025"),
        raisons=("n'est pas un public", "demande aussi : « Habitant d'un quartier"),
    ),
    cas("alternante et au RSA : l'un suffit", "ordinaire", LE_3, P("ALTERN", "15/10/2025"), RSA, fin=FIN_LE_3),
    cas("habitante d'un quartier", "solideo", LE_3, DOMICILE, quartier=QN09302M, fin=FIN_LE_3),
    cas("la même habitante", "ordinaire", LE_3, DOMICILE, quartier=QN09302M, raisons="n'est pas un public"),
    cas(
        "la même habitante, sans autre critère", "anru", LE_3, DOMICILE, quartier=QN09302M, raisons="ne suffit pas seul"
    ),
    cas("au RSA et du quartier", "anru", LE_3, RSA, DOMICILE, quartier=QN09302M, fin=FIN_LE_3),
    cas("rien n'est prouvé", "anru", LE_3, raisons=("Aucun critère", "demande aussi : « Habitant d'un quartier")),
    cas(
        "au RSA sans adresse",
        "anru",
        LE_3,
        RSA,
        raisons="Ce référentiel demande aussi : « Habitant d'un quartier prioritaire",
    ),
    cas(
        "au RSA, hors des quartiers",
        "anru",
        LE_3,
        RSA,
        DOMICILE,
        quartier=HORS_2024,
        raisons="aucun quartier prioritaire de la liste 2024",
    ),
    cas(
        "allocation d'insertion, éteinte",
        "ordinaire",
        LE_3,
        P("ALLOC_INSERTION", "15/10/2025"),
        raisons="n'est plus en usage",
    ),
    cas("avis motivé", "ordinaire", LE_3, P("AVIS", "15/10/2025"), fin=FIN_LE_3),
    cas("code inconnu", "ordinaire", LE_3, P("INCONNU", "15/10/2025"), raisons="« INCONNU » n'est pas un public"),
]

QUARTIERS = [
    cas(
        "dernier jour de la liste 2015", "solideo", E("31/12/2023"), DOMICILE_2023, quartier=QP093028, fin="30/12/2025"
    ),
    cas(
        "premier jour de la liste 2024, contour de 2015",
        "solideo",
        E("01/01/2024"),
        DOMICILE_2023,
        quartier=QP093028,
        raisons="liste 2015, qui n'est plus en vigueur",
    ),
    cas(
        "premier jour de la liste 2024", "solideo", E("01/01/2024"), DOMICILE_2023, quartier=QN09302M, fin="31/12/2025"
    ),
    cas(
        "dernier jour de 2023, contour de 2024",
        "solideo",
        E("31/12/2023"),
        DOMICILE_2023,
        quartier=QN09302M,
        raisons="liste 2024, en vigueur depuis le 1er janvier 2024 seulement",
    ),
    cas(
        "hors des quartiers de 2015",
        "solideo",
        E("31/12/2023"),
        DOMICILE_2023,
        quartier=HORS_2015,
        raisons="aucun quartier prioritaire de la liste 2015",
    ),
    cas(
        "entrée dans la liste en 2024 seulement, embauchée avant",
        "solideo",
        E("29/12/2023"),
        DOMICILE_2023,
        quartier=HORS_2015,
        raisons="de la liste 2015",
    ),
    cas("adresse pas encore située", "solideo", LE_3, DOMICILE, raisons="reste à situer"),
    cas(
        "contours pas chargés",
        "solideo",
        LE_3,
        DOMICILE,
        quartier=replace(HORS_2024, chargee=False),
        raisons="ne sont pas chargés",
    ),
    cas(
        "avant toute liste",
        "solideo",
        E("31/12/2014"),
        P("QPV", "15/11/2014"),
        quartier=QuartierSitue(None),
        raisons="aucune liste de quartiers",
    ),
    cas(
        "justificatif de domicile de six mois", "solideo", LE_3, P("QPV", "04/05/2025"), quartier=QN09302M, fin=FIN_LE_3
    ),
    cas(
        "justificatif de domicile de plus de six mois",
        "solideo",
        LE_3,
        P("QPV", "03/05/2025"),
        quartier=QN09302M,
        raisons="plus de 6 mois",
    ),
    cas(
        "adresse située mais domicile non prouvé",
        "solideo",
        LE_3,
        P("QPV"),
        quartier=QN09302M,
        raisons="n'est pas daté",
    ),
    cas(
        "déménagement après l'embauche : rien ne change",
        "solideo",
        LE_3,
        P("QPV", "15/10/2025", expire="31/12/2025"),
        quartier=QN09302M,
        fin=FIN_LE_3,
    ),
]

IAE = P("IAE")
PASS = [
    cas(
        "PASS en cours : sa fin borne la fenêtre",
        "ordinaire",
        LE_3,
        IAE,
        pass_iae=un_pass("01/09/2024"),
        fin="31/08/2026",
    ),
    cas("embauche le premier jour du PASS", "ordinaire", LE_3, IAE, pass_iae=un_pass("03/11/2025"), fin=FIN_LE_3),
    cas(
        "embauche la veille du PASS",
        "ordinaire",
        LE_3,
        IAE,
        pass_iae=un_pass("04/11/2025"),
        raisons="commence le 4 novembre 2025, après l'embauche",
    ),
    cas("embauche le dernier jour du PASS", "ordinaire", LE_3, IAE, pass_iae=un_pass("04/11/2023"), fin="03/11/2025"),
    cas(
        "embauche le lendemain de la fin",
        "ordinaire",
        LE_3,
        IAE,
        pass_iae=un_pass("03/11/2023"),
        raisons="a pris fin le 2 novembre 2025",
    ),
    cas(
        "le même, dix jours suspendus : la fin recule d'autant",
        "ordinaire",
        LE_3,
        IAE,
        pass_iae=un_pass("03/11/2023", "", ("01/03/2024", "10/03/2024")),
        fin="12/11/2025",
    ),
    cas(
        "suspendu à l'embauche",
        "ordinaire",
        LE_3,
        IAE,
        pass_iae=un_pass("01/09/2024", "", ("01/11/2025", "30/11/2025")),
        raisons="est suspendu à l'embauche (du 1er novembre 2025 au 30 novembre 2025)",
    ),
    cas(
        "suspension finie la veille",
        "ordinaire",
        LE_3,
        IAE,
        pass_iae=un_pass("01/09/2024", "", ("24/10/2025", "02/11/2025")),
        fin="10/09/2026",
    ),
    cas(
        "fin écrite sur l'attestation",
        "ordinaire",
        LE_3,
        IAE,
        pass_iae=un_pass("01/09/2024", "30/06/2026"),
        fin="30/06/2026",
    ),
    cas(
        "fin écrite au-delà de deux ans",
        "ordinaire",
        LE_3,
        IAE,
        pass_iae=un_pass("01/09/2024", "01/09/2026"),
        raisons="va au-delà du 31 août 2026",
    ),
    cas(
        "fin écrite avant le début",
        "ordinaire",
        LE_3,
        IAE,
        pass_iae=un_pass("01/09/2024", "01/08/2024"),
        raisons="finit avant de commencer",
    ),
    cas(
        "suspension à l'envers",
        "ordinaire",
        LE_3,
        IAE,
        pass_iae=un_pass("01/09/2024", "", ("10/03/2025", "01/03/2025")),
        raisons="suspension du PASS IAE finit avant",
    ),
    cas("numéro absent", "ordinaire", LE_3, IAE, raisons="numéro du PASS IAE manque"),
    cas(
        "onze chiffres",
        "ordinaire",
        LE_3,
        IAE,
        pass_iae=un_pass("01/09/2024", numero="99999213586"),
        raisons="douze chiffres",
    ),
    cas(
        "numéro imprimé avec ses espaces",
        "ordinaire",
        LE_3,
        IAE,
        pass_iae=un_pass("01/09/2024", numero="99999 21 35866"),
        fin="31/08/2026",
    ),
    cas(
        "numéro repris de Pôle emploi",
        "ordinaire",
        LE_3,
        IAE,
        pass_iae=un_pass("01/09/2024", numero="093142312345"),
        fin="31/08/2026",
    ),
    cas("PASS sans début", "ordinaire", LE_3, IAE, pass_iae=un_pass(""), raisons="date de début du PASS IAE manque"),
    cas("PASS échu, mais au RSA", "ordinaire", LE_3, IAE, RSA, pass_iae=un_pass("01/09/2022"), fin=FIN_LE_3),
    cas(
        "PASS bref et RSA : la fenêtre la plus longue",
        "ordinaire",
        LE_3,
        IAE,
        RSA,
        pass_iae=un_pass("01/01/2024"),
        fin=FIN_LE_3,
    ),
]

CAP, LANGUE, ISOLEE = P("CAP_BEP"), P("FLE", "15/10/2025"), P("PARENT_ISOLE", "15/10/2025")


def chez(nature: str) -> Embauche:
    return une_embauche("03/11/2025", employeur=nature)


NIVEAUX = [
    cas("niveau 1 : un suffit", "iae", chez("EI"), RSA, fin=FIN_LE_3),
    cas("EI, trois de niveau 2", "iae", chez("EI"), CAP, LANGUE, ISOLEE, fin=FIN_LE_3),
    cas(
        "EI, deux de niveau 2",
        "iae",
        chez("EI"),
        CAP,
        LANGUE,
        raisons="2 critères de niveau 2 sur 3 demandés : il en manque 1",
    ),
    cas("ACI, deux de niveau 2", "iae", chez("ACI"), CAP, LANGUE, raisons="sur 3 demandés"),
    cas("ETTI, deux de niveau 2", "iae", chez("ETTI"), CAP, LANGUE, fin=FIN_LE_3),
    cas("AI, deux de niveau 2", "iae", chez("AI"), CAP, LANGUE, fin=FIN_LE_3),
    cas("ETTI, un seul", "iae", chez("ETTI"), CAP, raisons="1 critère de niveau 2 sur 2 demandés : il en manque 1"),
    cas(
        "entreprise ordinaire : le nombre du référentiel",
        "iae",
        chez("ENTREPRISE"),
        CAP,
        LANGUE,
        raisons="sur 3 demandés",
    ),
    cas(
        "ETTI, deux cochés dont un mal prouvé",
        "iae",
        chez("ETTI"),
        CAP,
        P("FLE", "01/01/2025"),
        raisons=("plus de 6 mois", "1 critère de niveau 2 sur 2"),
    ),
    cas(
        "le même critère coché deux fois compte une fois",
        "iae",
        chez("ETTI"),
        CAP,
        CAP,
        raisons="1 critère de niveau 2",
    ),
    cas("quartier et diplôme, en ETTI", "iae", chez("ETTI"), CAP, DOMICILE, quartier=QN09302M, fin=FIN_LE_3),
    cas(
        "50 ans : niveau 2 ici, suffisant ailleurs",
        "iae",
        E("03/11/2025", nee="01/01/1970", employeur="ETTI"),
        P("SENIOR"),
        raisons="1 critère de niveau 2",
    ),
    cas("quatre de niveau 2 en EI", "iae", chez("EI"), CAP, LANGUE, ISOLEE, P("ASE", "04/11/2024"), fin=FIN_LE_3),
    cas(
        "aide à l'enfance : douze mois et un jour",
        "iae",
        chez("ETTI"),
        CAP,
        P("ASE", "03/11/2024"),
        raisons=("plus de 12 mois", "1 critère de niveau 2"),
    ),
    cas(
        "critères de l'IAE sous un référentiel qui ne les connaît pas",
        "ordinaire",
        chez("ETTI"),
        CAP,
        LANGUE,
        raisons=("CAP_BEP", "FLE"),
    ),
]

TABLE = [*PREUVES_ET_DELAIS, *STATUTS_PERDUS, *AGES, *DUREES, *PUBLICS_DES_REFERENTIELS, *QUARTIERS, *PASS, *NIVEAUX]
