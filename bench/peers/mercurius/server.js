// The peer's server: DATABASE_URL, PORT, and MODE = policies | bare.
// policies: signed in, the app's role, the viewer set in a transaction for each request.
// bare: nobody signs in and no policy is asked: an owner's connection, one organisation (ORGANISATION).
import { createHash } from 'node:crypto'
import Fastify from 'fastify'
import mercurius from 'mercurius'
import pg from 'pg'
import { schema, resolvers, loaders } from './schema.js'
import { Live } from './live.js'

const bare = process.env.MODE === 'bare'
const text = (value) => value
pg.types.setTypeParser(pg.types.builtins.TIMESTAMPTZ, (value) => value.replace(' ', 'T') + ':00')
pg.types.setTypeParser(pg.types.builtins.DATE, text)
pg.types.setTypeParser(pg.types.builtins.INT8, Number)

const pool = new pg.Pool({
  connectionString: process.env.DATABASE_URL,
  max: 8,
  min: 8,
  idleTimeoutMillis: 0,
  options: '-c TimeZone=UTC -c DateStyle=ISO -c jit=off -c application_name=mercurius'
})

const KEPT_FOR = 5000 // milliseconds, as in the product
const found = new Map()

async function viewerOf (authorization) {
  if (bare) return { organisation: process.env.ORGANISATION, user: null }
  const token = (authorization ?? '').replace(/^Bearer /, '')
  const known = found.get(token)
  if (known && Date.now() - known.at < KEPT_FOR) return known.viewer
  const { rows } = await pool.query({
    name: 'session',
    text: 'SELECT user_id AS user, organisation_id AS organisation FROM session_viewer($1)',
    values: [createHash('sha256').update(token).digest()]
  })
  if (rows.length === 0) throw new Error('Sign in first.')
  found.set(token, { at: Date.now(), viewer: rows[0] })
  return rows[0]
}

// One connection and one transaction an operation, begun with its first statement. The ids come from the database.
class Reader {
  constructor (viewer) {
    this.viewer = viewer
    this.begun = null
  }

  async query (statement) {
    if (bare) return pool.query(statement)
    this.begun ??= this.begin()
    const client = await this.begun
    return client.query(statement)
  }

  async begin () {
    const client = await pool.connect()
    const { organisation, user } = this.viewer
    await client.query(
      `BEGIN READ ONLY; SELECT set_config('app.kind', 'user', true), set_config('app.organisation', '${organisation}', true),` +
      ` set_config('app.person', '${user}', true), set_config('app.candidate', '', true)`
    )
    return client
  }

  async end () {
    if (this.begun === null) return
    const client = await this.begun
    this.begun = null
    await client.query('COMMIT')
    client.release()
  }
}

const app = Fastify()
const live = new Live((viewer) => new Reader(viewer))

await app.register(mercurius, {
  schema,
  resolvers: resolvers({ bare, live }),
  loaders,
  jit: 1,
  context: async (request) => {
    const viewer = await viewerOf(request.headers.authorization)
    return { viewer, reader: new Reader(viewer) }
  },
  subscription: {
    onConnect: async ({ payload }) => ({ viewer: await viewerOf(payload.authorization) }),
    fullWsTransport: true
  }
})

app.graphql.addHook('onResolution', async (execution, context) => { await context.reader?.end() })
app.post('/publish', async (request, reply) => {
  const { organisationId, shareIds } = request.body
  for (const id of shareIds) app.graphql.pubsub.publish({ topic: organisationId, payload: { shareId: id } })
  return reply.code(204).send()
})
await app.listen({ host: '127.0.0.1', port: Number(process.env.PORT) })
for (const signal of ['SIGINT', 'SIGTERM']) process.on(signal, () => process.exit(0))
