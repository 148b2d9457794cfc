-- What the tables' indexes, the policies and the app need beside the tables.

-- Search: the index's terms are the places where a word of a search may begin: at each word of the folded text, behind
-- each hyphen and apostrophe in it, and at every character of a word with kana, Han or hangul in it (nobody marks where
-- the names in 山田太郎 begin). A term is the rest of its word, up to 64 characters. Each begins with a tag of the
-- organisation: other organisations' people cost a search nothing. (What tags have in common, the search checks again.)
CREATE FUNCTION search_terms(organisation_id uuid, search_text text) RETURNS tsvector
LANGUAGE plpgsql IMMUTABLE STRICT PARALLEL SAFE COST 1000 AS $$
DECLARE
    tag CONSTANT text := right(organisation_id::text, 6);
    kept CONSTANT text := left(search_text, 1000);
    cjk CONSTANT text := '[\u3005\u3040-\u30ff\u3400-\u9fff\uac00-\ud7a3\uf900-\ufaff\U00020000-\U0003ffff]';
    terms text[] := '{}';
    word text;
    everywhere boolean;
BEGIN
    IF kept !~ '[^ -~]|[''-]' AND length(kept) <= 64 THEN  -- most names: nothing to look into
        RETURN array_to_tsvector(string_to_array(tag || replace(kept, ' ', ' ' || tag), ' '));
    END IF;
    FOREACH word IN ARRAY string_to_array(kept, ' ') LOOP
        everywhere := word ~ cjk;
        FOR place IN 1..length(word) LOOP
            IF place = 1 OR everywhere OR substr(word, place - 1, 1) IN ('-', '''') THEN
                terms := terms || (tag || substr(word, place, 64));
            END IF;
        END LOOP;
    END LOOP;
    RETURN array_to_tsvector(terms);
END
$$;

-- The search of an organisation for folded words: each must be the beginning of a term. Null without a word. Words are
-- quoted as a tsquery's text wants it: whatever they hold, they are words.
CREATE FUNCTION search_query(organisation_id uuid, words text[]) RETURNS tsquery
LANGUAGE sql IMMUTABLE STRICT PARALLEL SAFE
RETURN (
    SELECT string_agg(
        '''' || replace(replace(right(organisation_id::text, 6) || left(word, 64), '\', '\\'), '''', '''''') || ''':*',
        ' & '
    )::tsquery
    FROM unnest(words) AS word WHERE word <> ''
);

-- Who asks, from the settings that app.database makes for one transaction. After it they read '' on the same
-- connection, which is nobody. Policies call these in a sub-select: once a statement, not once a row. (Bodies in SQL's
-- own syntax are bound to what they name as they are made: no search_path changes their meaning.)
CREATE FUNCTION viewer_organisation() RETURNS uuid
LANGUAGE sql STABLE PARALLEL SAFE
RETURN CASE current_setting('app.kind', true)
    WHEN 'user' THEN nullif(current_setting('app.organisation', true), '')::uuid END;

CREATE FUNCTION viewer_user() RETURNS uuid
LANGUAGE sql STABLE PARALLEL SAFE
RETURN CASE current_setting('app.kind', true)
    WHEN 'user' THEN nullif(current_setting('app.person', true), '')::uuid END;

CREATE FUNCTION viewer_account() RETURNS uuid
LANGUAGE sql STABLE PARALLEL SAFE
RETURN CASE current_setting('app.kind', true)
    WHEN 'candidate' THEN nullif(current_setting('app.person', true), '')::uuid END;

CREATE FUNCTION viewer_candidate() RETURNS uuid
LANGUAGE sql STABLE PARALLEL SAFE
RETURN CASE current_setting('app.kind', true)
    WHEN 'candidate' THEN nullif(current_setting('app.candidate', true), '')::uuid END;

CREATE FUNCTION viewer_is_system() RETURNS boolean
LANGUAGE sql STABLE PARALLEL SAFE
RETURN coalesce(current_setting('app.kind', true) = 'system', false);

-- The exam board itself: its staff, and the service at work for it.
CREATE FUNCTION viewer_is_board() RETURNS boolean
LANGUAGE sql STABLE PARALLEL SAFE
RETURN coalesce(current_setting('app.kind', true) IN ('staff', 'system'), false);
