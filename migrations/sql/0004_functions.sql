-- What an index on results is over: the names that staff search by.

-- As app.folding says it, as far as SQL can: no case, width or accents, hiragana for katakana. Both sides of the comparison
-- are folded here.
CREATE FUNCTION folded_name(name text) RETURNS text
LANGUAGE sql IMMUTABLE STRICT PARALLEL SAFE
RETURN CASE WHEN octet_length(name) = length(name) THEN lower(name) ELSE replace(replace(replace(replace(translate(
    normalize(regexp_replace(normalize(lower(normalize(name, NFKC)), NFKD), '[\u0300-\u036f]', '', 'g'), NFC),
    'ァアィイゥウェエォオカガキギクグケゲコゴサザシジスズセゼソゾタダチヂッツヅテデトドナニヌネ'
        || 'ノハバパヒビピフブプヘベペホボポマミムメモャヤュユョヨラリルレロヮワヰヱヲンヴヵヶヽヾ'
        || 'øłđðħŧı’‘‐–—',
    'ぁあぃいぅうぇえぉおかがきぎくぐけげこごさざしじすずせぜそぞただちぢっつづてでとどなにぬね'
        || 'のはばぱひびぴふぶぷへべぺほぼぽまみむめもゃやゅゆょよらりるれろゎわゐゑをんゔゕゖゝゞ'
        || 'olddhti''''---'
), 'ß', 'ss'), 'æ', 'ae'), 'œ', 'oe'), 'þ', 'th') END;

CREATE FUNCTION result_terms(family_name text, given_name text, native_name text) RETURNS tsvector
LANGUAGE sql IMMUTABLE PARALLEL SAFE
RETURN search_terms(
    '00000000-0000-0000-0000-000000000000'::uuid,
    btrim(regexp_replace(folded_name(family_name || ' ' || given_name || ' ' || coalesce(native_name, '')), '\s+', ' ', 'g'))
);
