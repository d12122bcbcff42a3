-- Word only, after bausteine.lua: a building block's name becomes a paragraph style (pipeline/render/word.py
-- defines their look from _brand.yml), so that the file can be edited further with Word's own means.

local STIL = {
  kernaussage = "Kernaussage", quelle = "Quelle", hinweis = "Hinweis", demo = "Demodaten",
  randnotiz = "Randnotiz", logos = "Klein", impressum = "Klein", kontakt = "Hinweis", klein = "Klein",
}
local TEILE = { "Zahl", "Zahltext", "Zahlbeleg" }
local stringify = pandoc.utils.stringify

local function stil(bloecke, name)
  return pandoc.Div(bloecke, pandoc.Attr("", {}, { ["custom-style"] = name }))
end

local function openxml(text)
  return pandoc.RawInline("openxml", text)
end

local function zahl(div)
  local aus = pandoc.Blocks({})
  for i, block in ipairs(div.content) do
    aus:insert(stil({ block }, TEILE[i] or "Zahlbeleg"))
  end
  return aus
end

-- figures beside each other: one row of a table without lines
local function zahlenreihe(div)
  local zellen, links, breiten = {}, {}, {}
  for _, block in ipairs(div.content) do
    table.insert(zellen, block.t == "Div" and zahl(block) or { block })
  end
  for i = 1, #zellen do
    links[i], breiten[i] = pandoc.AlignLeft, 1 / #zellen
  end
  local reihe = pandoc.SimpleTable({}, links, breiten, {}, { zellen })
  return { pandoc.utils.from_simple_table(reihe) }
end

local function zitat(div)
  local beleg = #div.content > 1 and div.content:remove(#div.content)
  local aus = pandoc.Blocks({ stil(div.content, "Zitat") })
  if beleg then
    aus:insert(stil({ beleg }, "Zitatbeleg"))
  end
  return aus
end

-- a callout's title and text become one box: neighbours with equal borders join
local function kasten(div)
  local titel = pandoc.utils.blocks_to_inlines(div.content[1].content)
  local aus = pandoc.Blocks({ stil({ pandoc.Para({ pandoc.Strong(titel) }) }, "Hinweis") })
  aus:insert(stil(div.content[2].content, "Hinweis"))
  return aus
end

-- the margin has short lines, a page of Word has long ones
local function in_einer_zeile(bloecke)
  local erster = true
  return pandoc.Blocks(bloecke):walk({ LineBreak = function()
    local zeichen = erster and { pandoc.Space() } or { pandoc.Space(), pandoc.Str("·"), pandoc.Space() }
    erster = false
    return zeichen
  end })
end

local function nebeneinander(bloecke)
  local zeile = pandoc.Inlines({})
  for _, block in ipairs(bloecke) do
    zeile:extend(block.content or {})
    zeile:extend({ pandoc.Space(), pandoc.Space() })
  end
  return pandoc.Para(zeile)
end

local function baustein(div)
  if div.attributes["custom-style"] then
    return div, false
  end
  for _, name in ipairs(div.classes) do
    if name == "zahlenreihe" then
      return zahlenreihe(div), false
    elseif name == "grosse-zahl" then
      return zahl(div), false
    elseif name == "zitat" then
      return zitat(div), false
    elseif name == "callout" then
      return kasten(div), false
    elseif name == "randnotiz" then
      return stil(in_einer_zeile(div.content), STIL[name]), false
    elseif name == "logos" then
      return stil({ nebeneinander(div.content) }, STIL[name]), false
    elseif STIL[name] then
      return stil(div.content, STIL[name]), false
    end
  end
end

-- The contents are a field, filled already: nobody is asked to update it, F9 adds page numbers
local function inhalt(doc)
  local tiefe = tonumber(stringify(doc.meta["toc-depth"] or "2"))
  local zeilen = pandoc.Blocks({})
  doc.blocks:walk({ Header = function(el)
    if el.level <= tiefe and el.identifier ~= "" then
      zeilen:insert(stil({ pandoc.Para({ pandoc.Link(el.content:clone(), "#" .. el.identifier) }) },
        "toc " .. el.level))
    end
  end })
  if #zeilen == 0 then
    return zeilen
  end
  local feld = '<w:r><w:fldChar w:fldCharType="%s"/></w:r>'
  local auf = feld:format("begin") .. '<w:r><w:instrText xml:space="preserve">TOC \\o "1-' .. tiefe
    .. '" \\h \\z \\u</w:instrText></w:r>' .. feld:format("separate")
  zeilen[1].content[1].content:insert(1, openxml(auf))
  local umbruch = '<w:r><w:br w:type="page"/></w:r>' -- in the last line: a line of its own might be a page of its own
  zeilen[#zeilen].content[1].content:insert(openxml(feld:format("end") .. umbruch))
  zeilen:insert(1, stil({ pandoc.Para({ pandoc.Str(stringify(doc.meta["toc-title"] or "Inhalt")) }) }, "TOC Heading"))
  return zeilen
end

-- charts keep the size that their letters are drawn for, and leave room for text on their page
local function bild(el)
  if el.src:match("^_gen/charts/") and not el.attributes.width then
    el.attributes.width = "12.4cm"
    return el
  end
end

return {
  { traverse = "topdown", Div = baustein },
  { Image = bild },
  { Pandoc = function(doc)
    local vorn = pandoc.Blocks({})
    if doc.meta.netzlogo then
      local datei = stringify(doc.meta.netzlogo):gsub("%.svg$", ".png")
      local text = "Logo: " .. stringify(doc.meta.netzwerk or "")
      vorn:insert(pandoc.Para({ pandoc.Image(text, datei, "", { width = "4cm" }) }))
    end
    if doc.meta.toc == true then
      vorn:extend(inhalt(doc))
    end
    vorn:extend(doc.blocks)
    doc.blocks, doc.meta.toc = vorn, nil
    return doc
  end },
}
