// The page's schema in the product's names; SQL by hand, every statement prepared by its name.

export const schema = `
  enum ShareStatus { ACTIVE EXPIRED REVOKED }
  enum ResultStatus { RELEASED PENDING WITHHELD ABSENT CANCELLED }
  enum Skill { READING_AND_WRITING READING USE_OF_ENGLISH WRITING LISTENING SPEAKING }
  enum CefrLevel { A1 A2 B1 B2 C1 C2 }
  enum Grade { A B C PASS_WITH_DISTINCTION PASS_WITH_MERIT PASS FAIL LEVEL_A1 LEVEL_A2 LEVEL_B1 LEVEL_B2 LEVEL_C1 }
  enum ExamCode { A2_KEY A2_KEY_FOR_SCHOOLS B1_PRELIMINARY B1_PRELIMINARY_FOR_SCHOOLS B2_FIRST B2_FIRST_FOR_SCHOOLS
    C1_ADVANCED C2_PROFICIENCY B1_BUSINESS_PRELIMINARY B2_BUSINESS_VANTAGE C1_BUSINESS_HIGHER DELTA_MODULE_ONE }
  type Exam { code: ExamCode! }
  type ComponentScore { skill: Skill! score: Int cefrLevel: CefrLevel }
  type Candidate { id: ID! familyName: String! givenName: String! nativeName: String displayName: String! dateOfBirth: String! }
  type Result { id: ID! statementNumber: String! exam: Exam! sessionDate: String! status: ResultStatus! version: Int!
    overallScore: Int grade: Grade cefrLevel: CefrLevel certificated: Boolean! candidate: Candidate! components: [ComponentScore!]! }
  type Share { id: ID! isNew: Boolean! status: ShareStatus! sharedAt: String! openedAt: String expiresAt: String
    candidateName: String! result: Result }
  type PageInfo { hasNextPage: Boolean! endCursor: String }
  type ShareConnection { nodes: [Share!]! pageInfo: PageInfo! }
  input ShareFilter { search: String }
  type Organisation { id: ID! name: String! shares(first: Int = 25, after: String, filter: ShareFilter): ShareConnection! }
  type ResultShared { share: Share! newShareCount: Int! }
  type Query { organisation: Organisation! }
  type Subscription { resultShared: ResultShared! }
`

const SKILLS = { A2: ['READING_AND_WRITING', 'LISTENING', 'SPEAKING'], FOUR: ['READING', 'WRITING', 'LISTENING', 'SPEAKING'] }
SKILLS.FIVE = ['READING', 'USE_OF_ENGLISH', 'WRITING', 'LISTENING', 'SPEAKING']
const OF_EXAM = {
  A2_KEY: SKILLS.A2, A2_KEY_FOR_SCHOOLS: SKILLS.A2, B1_PRELIMINARY: SKILLS.FOUR, B1_PRELIMINARY_FOR_SCHOOLS: SKILLS.FOUR,
  B2_FIRST: SKILLS.FIVE, B2_FIRST_FOR_SCHOOLS: SKILLS.FIVE, C1_ADVANCED: SKILLS.FIVE, C2_PROFICIENCY: SKILLS.FIVE,
  B1_BUSINESS_PRELIMINARY: SKILLS.FOUR, B2_BUSINESS_VANTAGE: SKILLS.FOUR, C1_BUSINESS_HIGHER: SKILLS.FOUR, DELTA_MODULE_ONE: []
}

const SHARE = `share.id, result_id AS "resultId", shared_at AS "sharedAt", expires_at AS "expiresAt",
  opened_at AS "openedAt", candidate_name AS "candidateName",
  CASE WHEN revoked_at IS NOT NULL THEN 'REVOKED' WHEN ended_at IS NOT NULL OR expires_at <= now() THEN 'EXPIRED' ELSE 'ACTIVE' END AS status`
const ACTIVE = 'ended_at IS NULL AND (expires_at IS NULL OR expires_at > now())'
const LIST = `SELECT ${SHARE} FROM share WHERE organisation_id = $1 AND ${ACTIVE}`
const ORDER = 'ORDER BY shared_at DESC, id DESC LIMIT $2'
const PAGE = {
  plain: { name: 'page', text: `${LIST} ${ORDER}` },
  after: { name: 'after', text: `${LIST} AND (shared_at, id) < ($3, $4) ${ORDER}` },
  // Under the policies the index of search terms is reached by the definer function alone.
  policies: { name: 'search', text: `${LIST} AND id = ANY(matching_shares($3)) ${ORDER}` },
  bare: {
    name: 'search',
    text: `${LIST} AND search_terms(organisation_id, search_text) @@ search_query($1, $3) ${ORDER}`
  }
}
const RESULTS = {
  name: 'results',
  text: `SELECT id, statement_number AS "statementNumber", candidate_id, exam_code, session_date AS "sessionDate", status,
    version, overall_score AS "overallScore", grade, cefr_level AS "cefrLevel", certificated, scores, levels,
    family_name AS "familyName", given_name AS "givenName", display_name AS "displayName", native_name AS "nativeName",
    date_of_birth AS "dateOfBirth" FROM result WHERE id = ANY($1)`
}
const SHARE_BY_ID = { name: 'share', text: `SELECT ${SHARE} FROM share WHERE id = $1` }
const ORGANISATION = { name: 'organisation', text: 'SELECT id, name FROM organisation WHERE id = $1' }

const folded = (text) => text.normalize('NFKD').replace(/[\u0300-\u036f]/g, '').toLowerCase().normalize('NFKC').trim()
const cursor = (share) => Buffer.from(JSON.stringify([share.sharedAt, share.id])).toString('base64url')
const keys = (text) => JSON.parse(Buffer.from(text, 'base64url').toString())

async function page (reader, organisation, { first, after, filter }, bare) {
  let kind = 'plain'
  const more = []
  if (filter?.search) {
    kind = bare ? 'bare' : 'policies'
    more.push(folded(filter.search).split(/\s+/))
  } else if (after) {
    kind = 'after'
    more.push(...keys(after))
  }
  const { rows } = await reader.query({ ...PAGE[kind], values: [organisation, first + 1, ...more] })
  const hasNextPage = rows.length > first
  if (hasNextPage) rows.pop()
  const endCursor = rows.length ? cursor(rows[rows.length - 1]) : null
  return { nodes: rows, pageInfo: { hasNextPage, endCursor } }
}

function shaped (row) {
  const skills = OF_EXAM[row.exam_code]
  row.exam = { code: row.exam_code }
  row.candidate = row
  row.components = row.scores.map((score, n) => ({ skill: skills[n], score, cefrLevel: row.levels[n] }))
  return row
}

export async function results (reader, ids) {
  const { rows } = await reader.query({ ...RESULTS, values: [ids] })
  const found = new Map(rows.map((row) => [row.id, shaped(row)]))
  return ids.map((id) => found.get(id) ?? null)
}

export async function shareById (reader, id) {
  const { rows } = await reader.query({ ...SHARE_BY_ID, values: [id] })
  return rows[0]
}

export const loaders = {
  Share: {
    result: {
      async loader (queries, { reader }) {
        // A live share brings its result along, read once for all sockets.
        if (queries[0].obj.result !== undefined) return queries.map(({ obj }) => obj.result)
        return results(reader, queries.map(({ obj }) => obj.resultId))
      },
      opts: { cache: false }
    }
  }
}

export const resolvers = ({ bare, live }) => ({
  Query: {
    async organisation (_, _args, { reader, viewer }) {
      const { rows } = await reader.query({ ...ORGANISATION, values: [viewer.organisation] })
      return rows[0]
    }
  },
  Organisation: {
    id: ({ id }) => `org_${id}`,
    shares: ({ id }, args, { reader }) => page(reader, id, args, bare)
  },
  Share: { id: ({ id }) => `shr_${id}` },
  Result: { id: ({ id }) => `res_${id}` },
  Candidate: { id: (row) => `cnd_${row.candidate_id}` },
  Subscription: {
    resultShared: {
      subscribe: (_, _args, { pubsub, viewer }) => pubsub.subscribe(viewer.organisation),
      resolve: ({ shareId }, _args, { viewer }) => live.ofUser(shareId, viewer)
    }
  }
})
