// Cloudflare's calls for zones and records as its public description has them. Cloudflare itself cannot be reached from tests, so what is
// proved against this is our use of its SDK, not Cloudflare.
import { startHttp } from './http-stand-in.ts';

export interface CloudRecord {
  id: string;
  name: string;
  type: string;
  content: string;
  ttl: number;
  priority?: number;
  proxied?: boolean;
  comment?: string;
}

export interface CloudflareStandIn {
  readonly url: string;
  readonly token: string;
  readonly zone: string;
  records: CloudRecord[];
  /** Status codes for the next calls in place of an answer; `cut` ends the connection. */
  readonly next: (number | 'cut')[];
  readonly batches: number[];
  stop(): Promise<void>;
}

/** Starts a stand-in with one zone. */
export async function startCloudflare(
  zone: string,
  records: readonly Omit<CloudRecord, 'id'>[],
): Promise<CloudflareStandIn> {
  const token = 'a token of this test alone';
  let lastId = 0;
  const withId = (record: Omit<CloudRecord, 'id'>): CloudRecord => {
    lastId += 1;
    return { ...record, id: `r${lastId}` };
  };
  const state: Omit<CloudflareStandIn, 'url' | 'stop'> = {
    token,
    zone,
    records: records.map(withId),
    next: [],
    batches: [],
  };
  const json = (status: number, body: unknown) => ({ status, type: 'application/json', body: JSON.stringify(body) });
  const failed = (status: number, message: string) =>
    json(status, { success: false, errors: [{ code: status * 10, message }], messages: [], result: null });
  const list = (result: readonly unknown[], page: number, perPage: number) =>
    json(200, {
      success: true,
      errors: [],
      messages: [],
      result: result.slice((page - 1) * perPage, page * perPage),
      result_info: { page, per_page: perPage, count: result.length, total_count: result.length },
    });
  const server = await startHttp((request, body) => {
    const scripted = state.next.shift();
    if (scripted === 'cut') return null;
    if (scripted !== undefined) return failed(scripted, 'scripted');
    if (request.headers.authorization !== `Bearer ${token}`) return failed(403, 'Invalid API token');
    const url = new URL(request.url ?? '/', 'http://stand-in');
    const page = Number(url.searchParams.get('page') ?? 1);
    if (url.pathname === '/zones') {
      const wanted = url.searchParams.get('name');
      return list(wanted === null || wanted === zone ? [{ id: 'z1', name: zone }] : [], page, 50);
    }
    // A page holds less than asked for, so that nobody gets along with the first one.
    if (url.pathname === '/zones/z1/dns_records') return list(state.records, page, 3);
    if (url.pathname !== '/zones/z1/dns_records/batch' || request.method !== 'POST') return failed(404, 'No route');
    const { deletes = [], posts = [] } = JSON.parse(body) as {
      deletes?: { id: string }[];
      posts?: Omit<CloudRecord, 'id'>[];
    };
    const gone = new Set(deletes.map(({ id }) => id));
    const kept = state.records.filter(({ id }) => !gone.has(id));
    for (const post of posts) {
      const beside = [...kept, ...posts].filter((other) => other.name === post.name && other !== post);
      if (beside.some((other) => (other.type === 'CNAME') !== (post.type === 'CNAME'))) {
        return failed(400, 'An A, AAAA, or CNAME record with that host already exists.');
      }
    }
    state.records = [...kept, ...posts.map(withId)];
    state.batches.push(deletes.length + posts.length);
    return json(200, { success: true, errors: [], messages: [], result: { deletes, posts } });
  });
  return Object.assign(state, { url: server.url, stop: () => server.stop() });
}
