-- The building blocks of our documents, for both engines (Quarto and the built-in one).
--
-- A named div `::: {.kernaussage}` becomes a call of the Typst function `kernaussage` (bedarfskompass.typ)
-- or stays a div with that class (bedarfskompass.css). German quotes and non-breaking spaces are set for
-- both engines. Figures, tables, callouts, references and section numbers are Quarto's own work; only
-- for the built-in engine (metadata `eingebaut`) this filter makes what Quarto makes.

-- name → how its content is handed over: "ganz" as one piece, "teile" every block by itself
-- (grosse-zahl: figure, what it counts, source; zitat: words, and last who said them)
local BAUSTEINE = {
  kernaussage = "ganz", quelle = "ganz", hinweis = "ganz", demo = "ganz",
  randnotiz = "ganz", handlungsfeld = "ganz", seite = "ganz", titelseite = "ganz", wegweiser = "ganz",
  impressum = "ganz", breit = "ganz", klein = "ganz", vorspann = "ganz",
  ["grosse-zahl"] = "teile", zahlenreihe = "teile", zitat = "teile", spalten = "teile", kontakt = "teile", angebot = "teile", logos = "teile",
  spalte = "ganz",
}
local ROLLE = { randnotiz = "note", demo = "note", hinweis = "note" } -- what screen readers announce
local TEILE = { "wert", "text", "beleg" } -- CSS classes of the parts of a grosse-zahl

local ist_typst = FORMAT:match("typst") ~= nil
local ist_html = FORMAT:match("html") ~= nil
local ist_word = FORMAT:match("docx") ~= nil -- styles: word.lua
local stringify = pandoc.utils.stringify
local eingebaut, deutsch, namen = false, true, {}

local function roh(text)
  return pandoc.RawBlock("typst", text)
end

local function zeichenkette(text)
  return '"' .. text:gsub("\\", "\\\\"):gsub('"', '\\"') .. '"'
end

-- metadata ------------------------------------------------------------------------------------------

local function marke()
  local datei = io.open("_brand.yml", "r")
  if not datei then
    return nil
  end
  local meta = pandoc.read("---\n" .. datei:read("a") .. "\n---\n", "markdown").meta
  datei:close()
  local farben, zeilen = {}, {}
  for name, wert in pairs(meta.color.palette) do
    farben[name] = stringify(wert)
  end
  for name, wert in pairs(meta.color) do
    if name ~= "palette" then
      local text = stringify(wert)
      farben[name] = farben[text] or text
    end
  end
  for name, wert in pairs(farben) do
    table.insert(zeilen, "--" .. name:gsub("_", "-") .. ":" .. wert)
  end
  table.sort(zeilen)
  return table.concat(zeilen, ";")
end

local function meta_lesen(meta)
  eingebaut = meta.eingebaut ~= nil
  deutsch = meta.lang == nil or stringify(meta.lang):match("^de") ~= nil
  if meta.demo ~= nil and meta.demo ~= true then
    local text = stringify(meta.demo)
    meta.demo = text ~= "" and text ~= "false"
  end
  meta.englisch = not deutsch
  if eingebaut then
    for name, wert in pairs(meta.namen or {}) do
      namen[name] = stringify(wert)
    end
  end
  local css = ist_html and marke()
  if css then
    meta.markencss = pandoc.MetaInlines({ pandoc.RawInline("html", css) })
  end
  return meta
end

-- typography ----------------------------------------------------------------------------------------

local SCHMAL, FEST = "\u{202F}", "\u{A0}"
local EINHEITEN = { "^%%", "^€", "^Uhr", "^Euro", "^Prozent", "^Mio%.", "^Mrd%.", "^km" }
local VOR_ZAHL = { ["Nr."] = true, ["Abs."] = true, ["Art."] = true, ["S."] = true, ["Kap."] = true,
  ["ca."] = true, ["rund"] = true }

local function luecke(links, rechts)
  if links:match("^[%(„]*%a%.$") and rechts:match("^%a%.") then
    return SCHMAL -- z. B., e. V., d. h.
  end
  if links:match("^[%(]*§+$") then
    return SCHMAL
  end
  if links:match("%a%.\u{202F}%a%.$") and rechts:match("^%a%.") then
    return SCHMAL -- the third part of i. d. R.
  end
  if links:match("%d$") or links:match("%d[%)%]]$") then
    for _, muster in ipairs(EINHEITEN) do
      if rechts:match(muster) then
        return muster == "^%%" and SCHMAL or FEST
      end
    end
  end
  if (links:match("^%(?[nN]$") and rechts == "=") or (links:match("[nN]\u{A0}=$") and rechts:match("^%d")) then
    return FEST -- n = 26
  end
  if VOR_ZAHL[links:gsub("^%(", "")] and rechts:match("^%d") then
    return FEST
  end
end

local function abstaende(inlines)
  if not deutsch then
    return nil
  end
  for _, el in ipairs(inlines) do
    if el.t == "Str" then -- pandoc's own abbreviations: "d.", full space, "R."
      el.text = el.text:gsub("^(%a%.)\u{A0}(%a%.)", "%1" .. SCHMAL .. "%2")
    end
  end
  local neu = pandoc.Inlines({})
  local i = 1
  while i <= #inlines do
    local letzter, jetzt, naechster = neu[#neu], inlines[i], inlines[i + 1]
    local zeichen = (jetzt.t == "Space" or jetzt.t == "SoftBreak")
      and letzter and letzter.t == "Str" and naechster and naechster.t == "Str"
      and luecke(letzter.text, naechster.text)
    if zeichen then
      neu[#neu] = pandoc.Str(letzter.text .. zeichen .. naechster.text)
      i = i + 2
    else
      neu:insert(jetzt)
      i = i + 1
    end
  end
  return neu
end

local function anfuehrung(el)
  if not deutsch then
    return nil
  end
  local auf, zu = "„", "“"
  if el.quotetype == "SingleQuote" then
    auf, zu = "‚", "‘"
  end
  local inhalt = pandoc.Inlines({ pandoc.Str(auf) })
  inhalt:extend(el.content)
  inhalt:insert(pandoc.Str(zu))
  return inhalt
end

-- pandoc hands ’ and ” to Typst as straight marks, which Typst turns round behind a full stop or a bracket
local function zeichen_wie_geschrieben(el)
  if not ist_typst then
    return nil
  end
  local aus = pandoc.Inlines({})
  local geteilt = el.text:gsub("’", "\0’\0"):gsub("”", "\0”\0")
  for teil in geteilt:gmatch("[^\0]+") do
    local roh_bleibt = teil == "’" or teil == "”"
    aus:insert(roh_bleibt and pandoc.RawInline("typst", teil) or pandoc.Str(teil))
  end
  return #aus > 1 and aus or nil
end

-- named divs ----------------------------------------------------------------------------------------

local baustein -- defined below; divs may lie in each other

local function inneres(bloecke)
  return pandoc.Blocks(bloecke):walk({ traverse = "topdown", Div = baustein })
end

local function als_typst(div, name)
  local angaben = {}
  for schluessel, wert in pairs(div.attributes) do
    table.insert(angaben, schluessel .. ": " .. zeichenkette(wert))
  end
  table.sort(angaben)
  local kopf = "#" .. name .. "(" .. table.concat(angaben, ", ")
  local aus = pandoc.Blocks({})
  if BAUSTEINE[name] == "ganz" then
    aus:insert(roh(kopf .. ")["))
    aus:extend(inneres(div.content))
    aus:insert(roh("]"))
  else
    aus:insert(roh(kopf .. (#angaben > 0 and ", [" or "[")))
    for i, block in ipairs(div.content) do
      if i > 1 then
        aus:insert(roh("], ["))
      end
      aus:extend(inneres({ block }))
    end
    aus:insert(roh("])"))
  end
  return aus, false
end

local function als_html(div, name)
  if ROLLE[name] then
    div.attributes.role = ROLLE[name]
  end
  if div.attributes.feld then
    div.attributes.style = "--feld:var(--" .. div.attributes.feld:gsub("_", "-") .. ")"
  end
  if name == "zitat" then
    local beleg = #div.content > 1 and div.content:remove(#div.content)
    div.content = pandoc.Blocks({ pandoc.BlockQuote(div.content) })
    if beleg then
      div.content:insert(pandoc.Div({ beleg }, pandoc.Attr("", { "beleg" })))
    end
  elseif name == "grosse-zahl" then
    for i, block in ipairs(div.content) do
      if TEILE[i] then
        div.content[i] = pandoc.Div({ block }, pandoc.Attr("", { TEILE[i] }))
      end
    end
  end
  return div
end

function baustein(div)
  for _, name in ipairs(div.classes) do
    if BAUSTEINE[name] then
      if ist_typst then
        return als_typst(div, name)
      elseif ist_html and not div.attributes.role and not div.attributes.style then
        return als_html(div, name)
      end
    end
  end
end

-- what Quarto does itself: only for the built-in engine ------------------------------------------------

local ARTEN = { fig = "Abbildung", tbl = "Tabelle", sec = "Abschnitt" }
local nummern, zaehler, abschnitte = {}, { fig = 0, tbl = 0 }, {}

local function art_von(id)
  local art = id and id:match("^(%a+)%-")
  return ARTEN[art] and art
end

local function name_von(art)
  return namen[art] or ARTEN[art]
end

local function abschnitt_zaehlen(el)
  if el.classes:includes("unnumbered") then
    return nil
  end
  for ebene = #abschnitte, el.level + 1, -1 do
    abschnitte[ebene] = nil
  end
  for ebene = 1, el.level do
    abschnitte[ebene] = (abschnitte[ebene] or 0) + (ebene == el.level and 1 or 0)
  end
  return table.concat(abschnitte, ".", 1, el.level)
end

-- give every figure, table and section its number, in the order of the document
local function zaehlen(doc)
  local mit_nummer = doc.meta["number-sections"] == true
  local function float(el)
    local art = art_von(el.identifier)
    if art == "fig" or art == "tbl" then
      zaehler[art] = zaehler[art] + 1
      nummern[el.identifier] = tostring(zaehler[art])
    end
  end
  doc:walk({
    traverse = "topdown",
    Figure = float,
    Table = float,
    Header = function(el)
      local nummer = mit_nummer and abschnitt_zaehlen(el)
      if nummer then
        nummern[el.identifier] = nummer
      end
    end,
    Div = function(el)
      return el, not el.classes:find_if(function(c) return c:match("^callout%-") end)
    end,
  })
end

local function verweis(el)
  local aus = pandoc.Inlines({})
  for i, zitat in ipairs(el.citations) do
    local art = art_von(zitat.id)
    if not art then
      return nil
    end
    local vorsatz = pandoc.Inlines({})
    if #zitat.prefix > 0 then
      vorsatz:extend(zitat.prefix)
    elseif zitat.mode ~= "SuppressAuthor" then
      vorsatz:insert(pandoc.Str(name_von(art)))
    end
    if i > 1 then
      aus:extend({ pandoc.Str(","), pandoc.Space() })
    end
    if ist_typst then
      aus:insert(pandoc.RawInline("typst", "#ref(<" .. zitat.id .. ">, supplement: ["))
      aus:extend(vorsatz)
      aus:insert(pandoc.RawInline("typst", "])"))
    else
      if #vorsatz > 0 then
        vorsatz:insert(pandoc.Str(FEST))
      end
      vorsatz:insert(pandoc.Str(nummern[zitat.id] or "?"))
      aus:insert(pandoc.Link(vorsatz, "#" .. zitat.id, "", pandoc.Attr("", { "quarto-xref" })))
    end
  end
  return aus
end

local function bild(el)
  local alt = el.attributes["fig-alt"] or el.attributes.alt or stringify(el.caption)
  el.attributes["fig-alt"] = nil
  if ist_typst then
    local angaben = zeichenkette(el.src) .. ", alt: " .. zeichenkette(alt)
    for _, mass in ipairs({ "width", "height" }) do
      if el.attributes[mass] then
        angaben = angaben .. ", " .. mass .. ": " .. el.attributes[mass]
      end
    end
    return pandoc.RawInline("typst", "#box(image(" .. angaben .. "))")
  end
  el.title = ""
  if ist_word then -- Word shows no SVG everywhere; the picture beside it is the same
    el.src = el.src:gsub("%.svg$", ".png")
    el.caption = pandoc.Inlines({ pandoc.Str(alt) })
    return el
  end
  el.attributes.alt = alt
  return el
end

-- The interactive chart beside the picture: x.json; design/diagramme.js draws it when a reader asks for it
local interaktive = 0
local function interaktiv(name)
  local datei = io.open((name:gsub("%.svg$", ".json")), "rb")
  if not datei then
    return nil
  end
  local plan = datei:read("a"):gsub("</", "<\\/")
  datei:close()
  interaktive = interaktive + 1
  return pandoc.RawInline("html", '<button type="button" class="interaktiv" hidden></button>'
    .. '<span class="ansage" role="status"></span><script type="application/json" class="interaktiv">'
    .. plan .. "</script>")
end

-- On a narrow screen the page shows the chart that was drawn for it: x.svg beside x-schmal.svg
local function schmales_bild(el)
  local name = el.src:gsub("%.svg$", "-schmal.svg")
  if not ist_html or name == el.src then
    return nil
  end
  local aus = pandoc.Inlines({ el })
  local datei = io.open(name, "rb")
  if datei then
    local uri = eingebaut and name or pandoc.mediabag.make_data_uri("image/svg+xml", datei:read("a"))
    datei:close()
    aus:insert(1, pandoc.RawInline("html", '<picture><source media="(max-width: 40rem)" srcset="' .. uri .. '">'))
    aus:insert(pandoc.RawInline("html", "</picture>"))
  end
  local knopf = interaktiv(el.src)
  if knopf then
    aus:insert(knopf)
  end
  return #aus > 1 and aus or nil
end

local function skripte(doc)
  local datei = interaktive > 0 and io.open("design/diagramme.js", "rb")
  if datei then
    doc.blocks:insert(pandoc.RawBlock("html", "<script>\n" .. datei:read("a") .. "</script>"))
    datei:close()
    return doc
  end
end

local function als_inlines(caption)
  return pandoc.utils.blocks_to_inlines(caption.long)
end

local function float_typst(inhalt, id, art, titel, ort)
  local aus = pandoc.Blocks({ roh("#figure([") })
  aus:extend(inhalt)
  local schluss = pandoc.Inlines({ pandoc.RawInline("typst",
    "], caption: figure.caption(position: " .. ort .. ", [") })
  schluss:extend(titel)
  schluss:insert(pandoc.RawInline("typst", string.format(
    ']), kind: "quarto-float-%s", supplement: %s)<%s>', art, zeichenkette(name_von(art)), id)))
  aus:insert(pandoc.Plain(schluss))
  aus:insert(roh(""))
  return aus
end

local function float_html(inhalt, id, art, titel, ort)
  local text = pandoc.Inlines({ pandoc.Str(name_von(art) .. FEST .. (nummern[id] or "") .. ":"), pandoc.Space() })
  text:extend(titel)
  local unterschrift = pandoc.Blocks({
    pandoc.RawBlock("html", string.format(
      '<figcaption class="quarto-float-caption quarto-float-caption-%s quarto-float-%s" id="%s-caption">', ort, art, id)),
    pandoc.Plain(text),
    pandoc.RawBlock("html", "</figcaption>"),
  })
  local rahmen = '<div aria-describedby="' .. id .. '-caption">'
  if art == "tbl" then -- wide tables scroll by themselves, also with the keyboard
    rahmen = '<div class="tabelle" role="region" tabindex="0" aria-labelledby="' .. id .. '-caption">'
  end
  local mitte = pandoc.Blocks({ pandoc.RawBlock("html", rahmen) })
  mitte:extend(inhalt)
  mitte:insert(pandoc.RawBlock("html", "</div>"))
  local aus = pandoc.Blocks({ pandoc.RawBlock("html",
    '<figure class="quarto-float quarto-float-' .. art .. ' figure">') })
  if ort == "top" then
    aus:extend(unterschrift)
    aus:extend(mitte)
  else
    aus:extend(mitte)
    aus:extend(unterschrift)
  end
  aus:insert(pandoc.RawBlock("html", "</figure>"))
  return pandoc.Div(aus, pandoc.Attr(id, { "quarto-float", "quarto-figure" }))
end

local function float_word(inhalt, id, art, titel, ort)
  local text = pandoc.Inlines({ pandoc.Str(name_von(art) .. FEST .. (nummern[id] or "") .. ":"), pandoc.Space() })
  text:extend(titel)
  local function stil(bloecke, name)
    return pandoc.Div(bloecke, pandoc.Attr("", {}, { ["custom-style"] = name }))
  end
  local unterschrift = stil({ pandoc.Para(text) }, art == "fig" and "Image Caption" or "Table Caption")
  local aus = pandoc.Blocks(art == "fig" and { stil(inhalt, "Captioned Figure") } or inhalt)
  aus:insert(ort == "top" and 1 or #aus + 1, unterschrift)
  return pandoc.Div(aus, pandoc.Attr(id))
end

local function float(inhalt, id, art, titel, ort)
  local machen = ist_typst and float_typst or ist_word and float_word or float_html
  return machen(inhalt, id, art, titel, ort)
end

local function abbildung(el)
  if art_von(el.identifier) == "fig" then
    return float(el.content, el.identifier, "fig", als_inlines(el.caption), "bottom")
  end
end

local function tabelle(el)
  local id, titel = el.identifier, als_inlines(el.caption)
  if ist_typst then
    el.classes:insert("typst:no-figure")
  end
  if art_von(id) ~= "tbl" then
    return el
  end
  el.identifier = ""
  el.caption = { long = {} }
  return float(pandoc.Blocks({ el }), id, "tbl", titel, "top")
end

local TITEL = { note = "Hinweis", tip = "Tipp", warning = "Warnung", important = "Wichtig", caution = "Vorsicht" }
local ENGLISCH = { note = "Note", tip = "Tip", warning = "Warning", important = "Important", caution = "Caution" }
local function titel_von(art)
  return namen["callout-" .. art] or (deutsch and TITEL or ENGLISCH)[art] or ""
end

local function kasten(id, art, titel, inhalt)
  return pandoc.Div({
    pandoc.Div({ pandoc.Div({ pandoc.Plain(titel) }, pandoc.Attr("", { "callout-title-container" })) },
      pandoc.Attr("", { "callout-header" })),
    pandoc.Div(inhalt, pandoc.Attr("", { "callout-body-container", "callout-body" })),
  }, pandoc.Attr(id, { "callout", "callout-style-default", "callout-" .. art, "callout-titled" },
    { role = "note" }))
end

local function callout(div)
  local art
  for _, name in ipairs(div.classes) do
    art = art or name:match("^callout%-(%a+)$")
  end
  if not art or not TITEL[art] then
    return nil
  end
  local titel = pandoc.Inlines({ pandoc.Str(titel_von(art)) })
  local inhalt = div.content
  if div.attributes.title then
    titel = pandoc.Inlines({ pandoc.Str(div.attributes.title) })
  elseif inhalt[1] and inhalt[1].t == "Header" then
    titel = inhalt[1].content
    inhalt:remove(1)
  end
  if ist_typst then
    local aus = pandoc.Blocks({ roh("#callout(title: ["), pandoc.Plain(titel), roh("], body: [") })
    aus:extend(inhalt)
    aus:insert(roh("])"))
    return aus
  end
  return kasten(div.identifier, art, titel, inhalt)
end

-- headings: numbers, and one level down below the page's title
local function ueberschrift(el)
  if ist_typst then
    return nil
  end
  local nummer = nummern[el.identifier]
  if nummer then
    el.content:insert(1, pandoc.Space())
    el.content:insert(1, pandoc.Span(nummer, pandoc.Attr("", { "header-section-number" })))
  end
  el.level = el.level + (ist_html and 1 or 0)
  return el
end

local function wie_quarto(doc)
  if not eingebaut then
    return nil
  end
  zaehlen(doc)
  doc = doc:walk({ traverse = "topdown", Div = callout })
  return doc:walk({
    Cite = verweis, Image = bild, Header = ueberschrift, Figure = abbildung, Table = tabelle,
  })
end

-- Quarto's plain HTML says "Important", and leaves out the box's classes
local function callout_titel(el)
  if stringify(el.title or "") == "" then
    el.title = pandoc.Inlines({ pandoc.Str(titel_von(el.type)) })
  end
  if ist_html then
    local titel, inhalt = el.title, el.content
    titel = pandoc.utils.type(titel) == "Inlines" and titel or titel.content
    inhalt = pandoc.utils.type(inhalt) == "Block" and { inhalt } or inhalt
    return kasten(el.attr and el.attr.identifier or "", el.type, titel, inhalt)
  end
  return el
end

-- Quarto's tables get the frame that float_html gives ours: a wide one scrolls by itself, also with the keyboard
local function tabelle_rollt(el)
  if not ist_html or eingebaut or el.type ~= "Table" then
    return nil
  end
  el.content = pandoc.Div(el.content, pandoc.Attr("", { "tabelle" },
    { role = "region", tabindex = "0", ["aria-label"] = stringify(el.caption_long or "") }))
  return el
end

-- Quarto makes a heading's id before it knows the facts in it, and writes its mark for them instead
local function kennung(el)
  if not eingebaut and el.identifier:find("b58fc729-690b-4000-b19f-365a4093b2ff", 1, true) then
    el.identifier = pandoc.read("# " .. stringify(el.content), "markdown").blocks[1].identifier
    return el
  end
end

return {
  { Meta = meta_lesen },
  { Header = kennung },
  { Callout = callout_titel, FloatRefTarget = tabelle_rollt },
  { Quoted = anfuehrung },
  { Inlines = abstaende },
  { Str = zeichen_wie_geschrieben },
  { Pandoc = wie_quarto },
  { traverse = "topdown", Div = baustein },
  { Image = schmales_bild },
  { Pandoc = skripte },
}
