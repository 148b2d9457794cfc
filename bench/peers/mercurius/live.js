// What sockets share of one event: its share and result, read once, and the users' values, one batch an event. Whoever
// is careful does so. Every socket's payload is still executed and serialised by itself, as Mercurius does.
import { results, shareById } from './schema.js'

const OF_USERS = {
  name: 'of users',
  text: `SELECT app_user.id, share.sequence > app_user.seen_until AND NOT EXISTS (
        SELECT FROM sighting WHERE sighting.share_id = share.id AND sighting.user_id = app_user.id) AS "isNew",
      (SELECT count(*) FROM (
        SELECT FROM share AS other
        WHERE other.organisation_id = app_user.organisation_id AND other.sequence > app_user.seen_until
          AND other.ended_at IS NULL AND (other.expires_at IS NULL OR other.expires_at > now())
          AND NOT EXISTS (SELECT FROM sighting WHERE sighting.share_id = other.id AND sighting.user_id = app_user.id)
        LIMIT 1000) AS unseen) AS "newShareCount"
    FROM app_user, share WHERE app_user.id = ANY($1) AND share.id = $2`
}

export class Live {
  constructor (readerOf) {
    this.readerOf = readerOf
    this.events = new Map()
  }

  async ofUser (shareId, viewer) {
    let event = this.events.get(shareId)
    if (event === undefined) {
      event = { share: this.share(shareId, viewer), batch: null }
      this.events.set(shareId, event)
      if (this.events.size > 100) this.events.delete(this.events.keys().next().value)
    }
    event.batch ??= this.batch(event, shareId, viewer)
    event.batch.users.add(viewer.user)
    const [share, values] = await Promise.all([event.share, event.batch.values])
    const { isNew, newShareCount } = values.get(viewer.user) ?? { isNew: false, newShareCount: 0 }
    return { share: { ...share, isNew }, newShareCount }
  }

  async share (id, viewer) {
    const reader = this.readerOf(viewer)
    const share = await shareById(reader, id)
    const [result] = await results(reader, [share.resultId])
    await reader.end()
    return { ...share, result }
  }

  // All users who ask within this turn of the event loop.
  batch (event, shareId, viewer) {
    const users = new Set()
    const values = new Promise((resolve, reject) => setImmediate(async () => {
      event.batch = null
      try {
        const reader = this.readerOf(viewer)
        const { rows } = await reader.query({ ...OF_USERS, values: [[...users], shareId] })
        await reader.end()
        resolve(new Map(rows.map((row) => [row.id, row])))
      } catch (error) { reject(error) }
    }))
    return { users, values }
  }
}
