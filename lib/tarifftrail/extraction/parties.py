"""Who is meant, and who acts on whom: the parties of a sentence and their roles.

A role is read from the words around a mention (its preposition, the verb that follows, the noun that it
modifies), for a whole list of countries at once: "on Canada, Mexico and China" gives all three the role of
the first. What a sentence does not tell is left to the article (`context.py`).
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field

from tarifftrail import countries, lexicon

IMPOSER, TARGET, UNKNOWN = "imposer", "target", ""


@dataclass(slots=True)
class Mention:
    """One party in a sentence. `codes` is empty where the article must tell ("both countries")."""

    start: int
    end: int
    codes: tuple[str, ...]
    kind: str
    text: str
    note: str = ""
    possessive: bool = False


@dataclass(slots=True)
class Group:
    """Mentions that stand in one list and share a role; `rule` says what gave the role."""

    mentions: list[Mention]
    role: str = UNKNOWN
    rule: str = ""
    codes: tuple[str, ...] = field(default=())

    @property
    def start(self) -> int:
        return self.mentions[0].start

    @property
    def end(self) -> int:
        return self.mentions[-1].end


# Forms by their first word and then by the first letter of their second; under "" those of one word.
_Index = dict[str, dict[str, list[tuple[str, countries.Form]]]]
_INDEXES: dict[int, tuple[Mapping[str, countries.Form], _Index]] = {}


def _index(forms: Mapping[str, countries.Form]) -> _Index:
    """The forms by how they begin, longest first, those of one word under every letter; one index for each mapping of `countries.forms`."""
    known = _INDEXES.get(id(forms))
    if known is None:
        index: _Index = {}
        for key, form in forms.items():
            words = lexicon.WORD.findall(key)
            if words:
                index.setdefault(words[0], {"": []}).setdefault(words[1][0] if len(words) > 1 else "", []).append((key, form))
        for by_letter in index.values():
            for letter, entries in by_letter.items():
                entries += by_letter[""] if letter else []
                entries.sort(key=lambda entry: (-len(entry[0]), entry[0]))
        known = _INDEXES[id(forms)] = (forms, index)
    return known[1]


def _keys(word: str) -> tuple[str, ...]:
    """The first words of forms that a word can be: itself, and without the ending of a possessor ("canada's", "states'")."""
    if word.isalpha():
        return (word,)
    word = word.replace("’", "'")
    return (word, word.removesuffix("'s"), word.rstrip("'"))


_NO_FORMS: dict[str, list[tuple[str, countries.Form]]] = {"": []}


def _may_be_party(word: str) -> bool:
    return any(key in countries.first_words() for key in _keys(word))


lexicon.look_for("parties", _may_be_party)


def mentions(text: str, words: lexicon.Words, forms: Mapping[str, countries.Form]) -> list[Mention]:
    """The parties of a sentence in its order, without overlap; the longest form at a place wins."""
    index, lower, found, covered = _index(forms), text.lower().replace("’", "'"), [], 0
    for number in words.places("parties"):
        start, word = words[number]
        if start < covered:
            continue
        by_letter = index.get(word) or next((index[key] for key in _keys(word) if key in index), _NO_FORMS)
        letter = words[number + 1][1][0] if number + 1 < len(words) else ""
        for key, form in by_letter.get(letter) or by_letter[""]:
            end = start + len(key)
            if lower.startswith(key, start) and not text[end : end + 1].isalnum() and form.fits(text[start:end]):
                possessive = text.startswith(("'s", "’s"), end) or (text[end - 1] == "s" and text.startswith(("'", "’"), end))
                if form.kind == "capital" and form.note != "metonym" and not _stands_for_government(text, end):
                    break
                found.append(Mention(start, end, form.codes, form.kind, text[start:end], form.note, possessive))
                covered = end
                break
    return found


def _stands_for_government(text: str, end: int) -> bool:
    """A capital that is no usual metonym speaks for its government only before a verb of trade policy."""
    return re.match(r"(?:'s|’s)?\s+(?:impos|rais|levi|said it|will|has|would|threat|retali|tariff|dut)", text[end:]) is not None


# --- Lists of parties ------------------------------------------------------------------------------

_LIST_GAP = lexicon.Pattern(
    r"(?:\s*,\s*(?:and|or|as well as|plus|then)?\s*|\s*(?:and|or|&|/|plus|as well as|along with|together with)\s*|\s*-\s*)"
    r"(?:(?:from|the|both|on|for|its|goods|products|imports|to|of|neighbou?ring|even)\s+){0,3}"
)
_OWNERS_GAP = lexicon.Pattern(r"(?:'s|’s|'|’)?(?:\s*,\s*(?:and\s+|or\s+)?|\s+(?:and|or)\s+)(?:the\s+)?")
_ITS_BODY = re.compile(r"(?:'s|’s|s'|'|’)\s+(?:own\s+|new\s+)?")
_TITLE_GAP = lexicon.Pattern(
    r"(?:'s|’s)?\s+(?:(?:vice[\s-])?president|prime minister|trade|commerce|foreign|finance|treasury|economy|chief|top|secretary|minister|representative|"
    r"premier|chancellor|commissioner|leader|negotiator|official|officials|envoy|ambassador|spokes\w+|ministry|government|administration|"
    r"-?elect|customs|counterpart|first|deputy|senior|former|then|of|for|and|the|sen\.?|rep\.?|general|house|speaker|donald|xi|\s|-)*\s*"
)


def groups(text: str, found: list[Mention]) -> list[Group]:
    """Mentions joined into lists, a name with its office joined to its country ("U.S. President Donald Trump")."""
    out: list[Group] = []
    for mention in found:
        last = out[-1].mentions[-1] if out else None
        if last is not None:
            gap = text[last.end : mention.start]
            person = mention.kind in ("leader", "institution")
            if person and set(mention.codes) <= set(last.codes) and len(gap) < 60 and (not gap.strip() or _TITLE_GAP.fullmatch(gap)):
                last.end, last.kind, last.possessive = mention.end, mention.kind, mention.possessive
                continue
            if mention.kind == "institution" and last.kind == "name" and _ITS_BODY.fullmatch(gap):  # "Mexico's Congress", "Nigeria's finance ministry"
                last.end, last.kind, last.possessive = mention.end, mention.kind, mention.possessive
                continue
            if last.possessive and mention.possessive and _OWNERS_GAP.fullmatch(gap):  # "Japan's and South Korea's"
                out[-1].mentions.append(mention)
                continue
            if not last.possessive and (not person or last.kind == mention.kind) and _LIST_GAP.fullmatch(gap):
                out[-1].mentions.append(mention)
                continue
        out.append(Group([mention]))
    for group in out:
        codes = [code for mention in group.mentions for code in mention.codes]
        group.codes = tuple(dict.fromkeys(codes))
    return out


# --- Roles ------------------------------------------------------------------------------------------

# Words that can stand between a preposition and the party that it governs, or between a party and its noun.
_FILL = (
    r"(?:(?:all|most|many|some|several|certain|other|the|a|an|any|its|their|his|these|those|various|nearly|almost|virtually|both|select(?:ed)?|"
    r"new|U\.S\.|American|imports?|imported|goods|products?|items|articles|exports?|shipments?|merchandise|steel|alumini?um|cars?|autos?|vehicles?|"
    r"electric|EVs?|oil|energy|crude|coal|farm|agricultural|soybeans?|pork|wine|lumber|timber|copper|chips|semiconductors|automobiles?|parts|"
    r"and|or|of|from|made|in|by|coming|originating|produced|manufactured|shipped|worth|countries|like|such|as|including|against|on|into|"
    r"billion|million|trillion|bn|tn|\$?[\d.,]+|[€£¥]\s?[\d.,]+|roughly|about|around|nearly|an?\s+estimated|foreign|major|key|trading|partners?|"
    r"everything|anything|trade|total|annual|value|remaining|further|additional|worth|low-value|small|parcels|packages)\s+|,\s*)*"
)
_LEFT_TARGET = lexicon.Pattern(
    rf"\b(?:on|against|upon|targeting|targets|targeted|hitting|hits?|for|over|towards?|slapping|tariffing|appl(?:icable|y|ies|ied) to|faced by|paid by|felt by|extended to|with respect to)\s+{_FILL}$"
)
# "charge Mexico and Canada a 25% tariff", "hit China with 34%"
_LEFT_CHARGE = lexicon.Pattern(r"\b(?:charg(?:e[sd]?|ing)|hit(?:s|ting)?|slap(?:s|ped|ping)?|tax(?:es|ed|ing)?|punish(?:es|ed|ing)?|threaten(?:s|ed|ing)?|target(?:s|ed|ing)?|tariff(?:s|ed)?)\s+(?:the\s+)?$")
_RIGHT_CHARGE = lexicon.Pattern(r"\s+(?:with\s+|by\s+)?(?:(?:a|an|new|another|additional|further|up\s+to|steep|blanket|the)\s+){0,3}(?:\d[\d.,]*(?:\s?%|[\s-]?per\s?cent)|tariffs?|dut(?:y|ies)|lev(?:y|ies))")
_LEFT_ASIDE_ON = lexicon.Pattern(
    r"\b(?:effects?|impacts?|pressures?|tolls?|focus(?:ed)?|deals?|talks|relian(?:ce|t)|dependen(?:ce|t)|burdens?|statements?|reports?|data|hold|blow|stance|war|view|outlook|eye|bets?|visit|based|agreement|negotiations|consequences|implications|summit|deadline|uncertainty|influence|relief|war)\s+(?:on|for|over|against|from)\s+(?:the\s+|both\s+)?(?:\w+\s+){0,2}$"
)
_LEFT_FROM = lexicon.Pattern(rf"\b(?:from|of|originating in|made in|built in|assembled in|grown in|produced in|manufactured in|products of|imported from)\s+{_FILL}$")
_LEFT_INTO = lexicon.Pattern(
    r"\b(?:into|made outside(?: of)?|built outside(?: of)?|entering|enter|enters|entered|coming (?:in)?to|shipped to|imported (?:in)?to|sold (?:in|to)|exports? to|exported to|(?:goods|products|shipments|sales|access) to|imports by|to enter|customs territory of|imports? (?:in|of)|imported (?:in)?to)\s+(?:the\s+)?$"
)
_LEFT_BY = lexicon.Pattern(r"(?<!faced )(?<!paid )(?<!felt )\b(?:by|pay(?:ing)? to)\s+(?:the\s+|both\s+|incoming\s+|then[\s-])?(?:administration\s+of\s+)?$", shortest=2)
_LEFT_NOT = lexicon.Pattern(
    r"\b(?:with|between|talks|agreement|deal|visit(?:ed|ing)?|in|at|ambassador|within|across|near|inside|than|like|unlike|including|minister|economist|based|sources)\s+(?:the\s+)?$"
)
_ADJ = r"(?:\s+(?:new|own|existing|current|retaliatory|reciprocal|additional|import|extra|punitive|proposed|planned|average|average\s+applied|simple\s+average\s+applied|effective|sweeping|blanket|steep|higher|lower|latest|total|customs|counter|tit-for-tat|protective|global|universal|\"?reciprocal\"?|fentanyl|threatened|initial|first|second|so-called|across-the-board|anti-dumping|countervailing|provisional|definitive|tariff|and|trade|baseline|originally|initially|previously|decision to impose|plans? to impose|move to impose|weighted|simple|most-favou?red-nation|MFN|average|Section\s+\d+|[a-z]+-[a-z-]+|[\d.]+(?:\s?%|[\s-]per\s?cent)|,))*"
_TARIFF = r"(?:(?:counter|surtax|retaliation)-?)?(?:tariffs?|duty|duties|lev(?:y|ies)|surcharges?|surtax(?:es)?|import\s+tax(?:es)?|customs|counter-?measures|tax(?:es)?|tariff\s+rates?)\b"
_RIGHT_TARIFF = lexicon.Pattern(rf"(?:'s|’s|')?{_ADJ}\s+{_TARIFF}")
_VERB = (
    r"(?:impos\w+|rais(?:e[sd]?|ing)|levie[sd]|levy(?:ing)?|slap\w*|hik(?:e[sd]?|ing)|increas(?:e[sd]?|ing)|cut(?:s|ting)?|lower(?:s|ed|ing)?|reduc(?:e[sd]?|ing)|announc(?:e[sd]?|ing)|threaten(?:s|ed|ing)?|"
    r"suspend(?:s|ed|ing)?|paus(?:e[sd]?|ing)|put|plac(?:e[sd]?|ing)|appl(?:y|ies|ied|ying)|charg(?:e[sd]?|ing)|collect(?:s|ed|ing)?|retaliat\w+|respond(?:s|ed|ing)?|hit(?:s|ting)?|doubl(?:e[sd]?|ing)|remov(?:e[sd]?|ing)|"
    r"keep(?:s|ing)?|kept|maintain(?:s|ed|ing)?|retain(?:s|ed|ing)?|set(?:s)?|sign(?:s|ed|ing)?|order(?:s|ed|ing)?|vow(?:s|ed|ing)?|commit(?:s|ted)|plan(?:s|ned|ning)?|propos(?:e[sd]?|ing)|delay(?:s|ed|ing)?|exempt(?:s|ed|ing)?|tax(?:es|ed)?|"
    r"introduc\w+|implement\w*|adopt(?:s|ed|ing)?|decid(?:e[sd]?|ing)|restor(?:e[sd]?|ing)|reinstat\w+|lift(?:s|ed|ing)?|eliminat\w+|slash(?:es|ed|ing)?|warn(?:s|ed|ing)?|declar\w+|confirm\w*|launch(?:es|ed)?|unveil\w*|"
    r"halv(?:e[sd]?|ing)|drop(?:s|ped)?|scrap\w*|postpon\w+|consider\w*|weigh\w*|mull\w*|float\w*|offer\w*|agree[sd]?|tack\w*|add(?:s|ed|ing)?|enact\w*|approv\w+|back(?:s|ed)|finali[sz]\w+|counter(?:s|ed|ing)?|match(?:es|ed)?|"
    r"strik(?:e|es|ing)\s+back|struck\s+back|targets|targeted|targeting|said|says|has|had|have|is|was|will|would|could|may|might|also|then|subsequently|earlier|last|this|on|in|first|later|today|yesterday|recently|already|soon|again|"
    r"monday|tuesday|wednesday|thursday|friday|saturday|sunday|to|been|be|it|he|she|they|that|wants?|intends?|pledged|promised|followed|through|moved|decision|plans?|immediately|now|plus|who|which|administration|government|officials?|president|president-elect|authorities|ministry|regulators?|leaders?|negotiators?|began|begins?|start(?:s|ed)|go(?:es)?|went|took|takes?|laid|lays|brought|brings|moved|moves|answer(?:s|ed)|repl(?:y|ies|ied)|gave|gives|left|leaves|made|makes|all|both|each|together|found|told|tells|\w+ly)"
)
_RIGHT_ACTS = lexicon.Pattern(rf"[,)]?\s*(?:(?:'s|’s|')\s+)?(?:{_VERB}[,]?\s+){{0,9}}(?:{_VERB})\b")
_ACT = lexicon.Pattern(
    r"\b(?:impos|rais(?:e|ing)|lev(?:y|ie)|slap|hik(?:e|ing)|increas|cut|lower|reduc|announc|threat|suspend|paus|plac|appl|charg|collect|retaliat|respond|hit|doubl|remov|keep|kept|maintain|retain|sign|order|vow|propos|delay|exempt|introduc|implement|adopt|restor|reinstat|lift|eliminat|slash|tax|halv|drop|scrap|postpon|consider|weigh|mull|float|offer|tack|enact|approv|finali|counter|match|strik|struck|put|set|add|plan|decid|unveil|declar|warn|answer|repl(?:y|ied)|brought|moved|told)"
)
# "Brazil was threatened with 50%", "Canada was warned that its rate could rise"
_RIGHT_PASSIVE = lexicon.Pattern(r"(?:,\s+[^,]{1,40},)?\s+(?:has\s+|have\s+|had\s+)?(?:was|were|is|are|been|being)\s+(?:\w+ly\s+|also\s+|now\s+|first\s+|then\s+)?(?:(?:proposed|expected|due|set|bound|likely|scheduled|slated|projected|forced|made|liable|obliged|required|asked|going)\s+to\s+(?:face|pay|be\s+(?:hit|charged|taxed|levied|subject)|see|incur|bear)|threatened|warned|told|slapped|targeted|given|handed|spared|singled|promised|offered|left|moved|hit|put|brought\s+under|kept)\b")
# "China hits back over new 10% tariffs": the subject answers a tariff that it does not levy.
_RIGHT_REACTS = lexicon.Pattern(
    r"\s+(?:has\s+|have\s+|also\s+|is\s+|are\s+|will\s+)*(?:(?:hit|strik|struck|fir)\w*\s+back\s+(?:over|at|against)|react\w*\s+to|respond\w*\s+to|brac\w+\s+for|object\w*\s+to|oppos\w+|condemn\w*|critici[sz]\w*|decri\w+|"
    r"seek\w*\s+(?:relief|an?\s+exempt\w+|exempt\w+)|fear\w*|await\w*|complain\w*|protest\w*|denounc\w+|negotiat\w+|engag\w+\s+with)\b"
)
_RIGHT_SUFFERS = lexicon.Pattern(
    r"(?:'s|’s)?(?:\s+(?:goods|imports|exports|products|exporters|firms|is|are|was|were|will|would|could|now|also|currently|still|already|to|which|that|has|have|had|been|being|be|would|all|each|both|may|goods|may|might|only|both|meanwhile|then|once|instead)\b|,)*\s+"
    r"(?:fac(?:e|es|ed|ing)|pay(?:s|ing)?|paid|subject(?:ed)?|hit\s+(?:with|by)|slapped\s+with|see(?:s)?\s+(?:a|its|their)|saw|(?:get|gets|got)\s+(?:a|an|hit)|(?:is|are|was|were|been|be|being)\s+(?:\w+\s+){0,2}(?:charged|taxed)|targeted|singled|burdened|saddled|receive[sd]?|drew|draws?\s+(?:a|an)|stuck\s+with|confronted|exposed|attracts?|assigned|rated|left\s+with|in\s+line\s+for|stands?\s+out\s+with|would\s+be\s+hit|accept(?:s|ed|ing)?\s+(?:a|an|the)|(?:has\s+|have\s+)?agreed\s+to\s+(?:a|an|pay|accept|buy|purchase|invest|face))\b"
)
_RIGHT_RATE = lexicon.Pattern(r"(?:'s|’s)?(?:\s+(?:was|is|were|are|stands|stood|came|sits)?\s*(?:at|to|with|on)\s+(?:a\s+|an\s+|about\s+|around\s+)?|\s*[:=–—-]\s*|\s*\(\s*|\s+|,\s+)(?:\(|up to\s|at\s|about\s)?\d[\d.,]*(?:\s?%|[\s-]?per\s?cent)")
_RIGHT_GOODS = lexicon.Pattern(
    r"(?:'s|’s)?(?:[\s-]+(?:made|origin|originating|built|produced|grown|new|all|other|electric|agricultural|farm|industrial|imported|key|some|certain|most|many|low-value|semi-finished|softwood|branded|finished|crude|dairy|consumer|capital|small|heavy|manufactured|passenger|battery|medical|solar|legacy|rolled|tech|technology|luxury|high-tech|strategic|petrochemical|and))*\s+"
    r"(?:goods|ones|sedans?|products?|imports?|exports?|shipments?|items|articles|merchandise|metals?|steel|alumini?um|copper|cars?|autos?|automobiles?|vehicles?|EVs?|trucks?|parts|batter(?:y|ies)|solar|chips?|semiconductors?|oil|crude|coal|gas|LNG|energy|soy\w*|pork|beef|"
    r"meat|wheat|corn|sorghum|grain|barley|wines?|whiske?y|bourbon|brandy|cognac|lumber|timber|wood|canola|rapeseed|seafood|fish|lobsters?|peas|dairy|cheese|fruit|coffee|sugar|textiles?|apparel|garments?|clothing|shoes|footwear|toys|furniture|parcels|packages|drugs|pharmaceuticals?|medicines?|"
    r"films|movies|aircraft|planes|ships|vessels|cranes|machinery|equipment|chemicals?|minerals|magnets|electronics|smartphones|potash|fertili[sz]ers?|syringes|gloves|metals?|motorcycles|cotton|poultry|chicken|exporters|automakers|carmakers|manufacturers|companies|producers|firms|suppliers|makers|crude|polysilicon|graphite|watches|chocolate|tea|rice|sourced)\b"
)  # fmt: skip


_ORIGIN = lexicon.Pattern(
    r"\bfrom\s[^.;,]*$|\b(?:made|built|assembled|grown|produced|manufactured)\s+in\s[^.;]*$|\boriginating\b[^.;]*$"
    r"|\b(?:goods|products?|vehicles?|cars|imports?|articles?|steel|alumini?um|gloves|batter(?:y|ies)|origin|items|merchandise)\s+of\s[^.;]*$"
)
# "Europe held to its duties of 7.8% on Chinese cars": the owner of duties on somebody.
_RIGHT_OWNS = lexicon.Pattern(r"[^.;,%]{1,60}\b(?:its|their)\s+(?:[\w-]+\s+){0,3}(?:tariffs?|dut(?:y|ies)|lev(?:y|ies)|surtax|surcharges?)\s+(?:of\s+(?:[^.;,]|\.(?=\d)){1,25}\s+)?on\b")
# "the US is citing national security by imposing": a subject whose act comes later in the clause.
_RIGHT_BUSY = lexicon.Pattern(r"\s+(?:is|are|was|were|has|have|had|will|would)\s+[^,.;]{2,60}?\b(?:impos(?:e|ing)|levy(?:ing)?|slap(?:ping)?|charg(?:e|ing)|rais(?:e|ing)\s+(?:tariffs|duties))\b")
# "Canada, a small market that removed its tariffs": the act stands in an apposition.
_RIGHT_APPOSED = lexicon.Pattern(r",\s+(?:an?|the|its)\s+[^,.;]{3,70}?\s(?:that|which)\s+(?:has\s+|had\s+|have\s+)?(?:impos|rais|levi|slapp|hik|cut|lower|remov|lift|scrapp|doubl|halv|charg)\w*\b")
_LEFT_BUYS = lexicon.Pattern(r"\b(?:buy(?:s|ing)?|bought|purchas(?:e|es|ing)(?:\s+of)?)\s+(?:more\s+)?$|\bfor\s+(?:its\s+|their\s+)?(?:continued\s+)?(?:imports|importing|importation)\s+(?:of\s+)?$")
# "any country that buys oil from Venezuela", "countries that trade with Russia": the reason, not the one taxed.
_LEFT_DEALS = lexicon.Pattern(
    r"\b(?:countr(?:y|ies)|nations?|anyone|states|partners|buyers|those|companies)\s+(?:that\s+|which\s+|who\s+)?(?:\w+\s+){0,3}?(?:buy\w*|purchas\w*|import(?:s|ing)?|trad(?:e|es|ing)|doing\s+business|do\s+business|deal\w*|suppl(?:y|ies|ying)|sell\w*)\s+"
    r"(?:[\w-]+\s+){0,3}?(?:from|with|of|to)\s+(?:the\s+)?$"
    r"|\b(?:countr(?:y|ies)|nations?|anyone|states|partners|those|companies)\s+(?:that\s+|which\s+|who\s+)(?:\w+\s+)?(?:buys?|purchases?|imports?)\s+$"
)
# "at the American border", "American customs", "the American rate": the country that collects.
_RIGHT_COLLECTS = lexicon.Pattern(
    r"(?:'s|’s)?(?:\s+(?:southern|northern|new|own|total|country|reciprocal|current|combined|general|average|overall|old))*\s+"
    r"(?:border|borders|ports?|customs|tariff\s+schedule|tariff\s+commission|rates?|charges?|total|side|importers?|order|orders|notice|market|soil|shores|law|list|lists|answer|reply|response|retaliation|collection)\b"
)
_MADE_IN = lexicon.Pattern(r"\b(?:made|built|assembled|grown|produced|manufactured|originating|mined|brewed|distilled)\s+in\s+(?:the\s+)?$")
_LEFT_COLLECTS = lexicon.Pattern(
    r"(?:\d\s?%|per\s?cent|percentage points?|dut(?:y|ies)|charged|pay|paid|owe[sd]?|collected|due)\s+(?:\w+\s+){0,3}?(?:in|at|on entry (?:in)?to|on arrival in|on import into|when entering)\s+(?:the\s+)?$"
    r"|\bimporters?\b[^,.;]{0,40}\s+in\s+(?:the\s+)?$|\b(?:took effect|taken effect|take effect|in force|in effect|applied|applies|adopted)\s+in\s+(?:the\s+)?$|\b(?:entry|arrival|arriving|landed|landing|imported|unloaded|sold)\s+(?:in|into)\s+(?:the\s+)?$"
)


_INCLUDING = lexicon.Pattern(r"\((?:also\s+)?including\s+(?:[\w-]+\s+){0,3}$")
# "tariffs on US imports from Taiwan": whoever imports collects.
_RIGHT_IMPORTS_FROM = lexicon.Pattern(r"(?:'s|’s)?\s+(?:(?!(?:and|or|on|of|to|for|from|the|most|all|by|in|with)\b)[a-z][\w/&-]*\s+){0,3}imports?\s+(?:of\s+(?:[\w-]+,?\s+){1,4})?from\b")
_LEFT_MAKER = lexicon.Pattern(r"\b(?:exported|produced|made|manufactured|grown|shipped|supplied)\s+by\s+(?:the\s+)?$")


def assign_roles(text: str, found: list[Group]) -> None:
    """Set `role` and `rule` of every group from the words around it."""
    for group in found:
        first, last = group.mentions[0], group.mentions[-1]
        if _INCLUDING.search(text, 0, first.start):
            group.role, group.rule = UNKNOWN, "aside"  # "articles of China (including Hong Kong)"
            continue
        left, right = text[max(0, first.start - 110) : first.start], text[last.end : last.end + 130]
        group.role, group.rule = _role(left, right, first, last)
        if group.rule == "collects" and len(group.codes) > 2:
            group.role, group.rule = TARGET, "on"  # "15% in the EU, Japan, Korea and Switzerland": so many pay, they do not collect


# "Under the agreement the United States will apply a tariff of 19%"
_RIGHT_GOODS_TARIFF = re.compile(rf"(?:'s|’s|')?\s+(?:[a-z][\w-]*\s+){{1,3}}{_TARIFF}")
_MARKET = lexicon.Pattern(r"\s+(?:benchmarks?|markets?|trading|sessions?|prices?|metal\s+exchange|shares|stocks|futures|copper|aluminium|bourse|fixing|open|close)\b")
_UNDER_A_DEAL = lexicon.Pattern(r"\b(?:agreement|deal|accord|pact|terms|framework|talks)\s+(?:the\s+)?$")
_MODAL = re.compile(r"\s+(?:will|would|has|have|is|are|must|shall|agreed|may)\b")
# "American buyers of both metals pay 50%": what the buyers of a country pay is its own duty.
_RIGHT_PAYERS = lexicon.Pattern(r"\s+(?:buyers|consumers|shoppers|households)\b[^.,;%]{0,40}\b(?:pay|paid|paying)\b")
_ITS_GOVERNMENT = re.compile(
    r"(?:'s|’s|'|’)?\s+(?:[a-z]+\s+){0,3}?(?:ministry|minister|government|cabinet|parliament|senate|congress|president|premier|chancellor|customs|authorities|authority|commission|department|council|administration|leaders?|officials)\b", re.IGNORECASE
)
_ASSOCIATION = lexicon.Pattern(r"\b(?:Associations?|Chambers?|Council|Federation|Confederation|Institute|University|Bank|Group|Society|Forum|Club|Alliance|Coalition|Board)\s+(?:of|for)\s+(?:[A-Z][\w’'-]*\s+){0,4}(?:the\s+)?$")
_WHO = lexicon.Pattern(r"(?:\s+[a-z]+){0,2},?\s+(?:who|which|that)\s")
_THAN = lexicon.Pattern(r"\b(?:higher|lower|more|less|greater|smaller|steeper|better|worse|fewer)\b(?:[^,.;%]|\.(?=\w|\s+[a-z])){0,40}\sthan\s+(?:the\s+|in\s+|those\s+of\s+|that\s+of\s+)?$")


def _role(left: str, right: str, first: Mention, last: Mention) -> tuple[str, str]:
    person = last.kind in ("leader", "institution")
    if not person and _RIGHT_REACTS.match(right):
        return TARGET, "reacts"
    if not person and (_ASSOCIATION.search(left) or (_THAN.search(left) and not _WHO.match(right))):
        return UNKNOWN, "aside"  # "the Planters' Association of Ceylon", "a higher tariff than Sri Lanka"
    if not person and _RIGHT_PASSIVE.match(right):
        return TARGET, "suffers"
    if last.kind == "capital" and _MARKET.match(right):
        return UNKNOWN, "aside"  # "its premium against the London benchmark"
    goods = not person and _RIGHT_GOODS.match(right)
    if goods and last.possessive and _RIGHT_GOODS_TARIFF.match(right):
        return IMPOSER, "modifies-tariff"  # "China's automobile tariffs"
    if not person and ((goods and _LEFT_BUYS.search(left)) or _LEFT_DEALS.search(left)):
        return UNKNOWN, "aside"  # "for purchases of Russian oil" is the reason, not the target
    if not person and (_RIGHT_IMPORTS_FROM.match(right) or right.startswith("-bound")):
        return IMPOSER, "into"
    if not person and _LEFT_MAKER.search(left):
        return TARGET, "from"  # "apparel exported by Kenya"
    if _LEFT_INTO.search(left) and not goods:
        return IMPOSER, "into"
    if _LEFT_BY.search(left) and not goods:
        return IMPOSER, "by"
    if not goods and _LEFT_COLLECTS.search(left) and not _MADE_IN.search(left):
        return IMPOSER, "collects"
    if not person and _LEFT_CHARGE.search(left) and _RIGHT_CHARGE.match(right):
        return TARGET, "charged"
    if not person and not goods and _LEFT_ASIDE_ON.search(left):
        return UNKNOWN, "aside"
    if not person and _LEFT_TARGET.search(left):
        if _RIGHT_TARIFF.match(right) and not goods:  # "relief on U.S. tariffs", "on Trump's tariffs"
            return IMPOSER, "modifies-tariff"
        return TARGET, "on"
    if goods:
        return TARGET, "goods"
    if not person and _ORIGIN.search(left) and _LEFT_FROM.search(left):
        return TARGET, "from"
    if not person and _RIGHT_SUFFERS.match(right):
        return TARGET, "suffers"
    modifies = _RIGHT_TARIFF.match(right)
    if modifies:
        noun = last.kind == "name" and not last.possessive and not last.text.isupper() and "." not in last.text
        return (TARGET, "name-tariff") if noun and not person else (IMPOSER, "modifies-tariff")
    if person:
        return IMPOSER, "person"
    if _RIGHT_COLLECTS.match(right) or _RIGHT_PAYERS.match(right):
        return IMPOSER, "collects"
    if _RIGHT_APPOSED.match(right):
        return IMPOSER, "subject"
    if (_RIGHT_BUSY.match(right) or _RIGHT_OWNS.match(right)) and not _LEFT_NOT.search(left):
        return IMPOSER, "subject"
    if _RIGHT_RATE.match(right):
        return TARGET, "rate-beside"
    body = _ITS_GOVERNMENT.match(right) if last.possessive and not person else None
    owned = last.possessive and not person and body is None  # "Sri Lanka's originally proposed rate": the owner does not act
    acts = _RIGHT_ACTS.match(right[body.end() :] if body else right)
    if acts and _ACT.search(acts.group()) and not owned and (not _LEFT_NOT.search(left) or (_UNDER_A_DEAL.search(left) and _MODAL.match(right))):
        return IMPOSER, "subject"
    if _LEFT_NOT.search(left):
        return UNKNOWN, "aside"
    return UNKNOWN, ""
