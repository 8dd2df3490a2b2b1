import type { Tenant } from '@vitne/contracts/channels';
import type { SealedPart } from '@vitne/contracts/envelope';
import { keyPeriodAt } from '@vitne/contracts/key-period';
import type { Statement } from '@vitne/contracts/statement/schema';
import { keyPeriodOf } from '@vitne/contracts/statement/statement-index';
import type { ServiceContext } from '@vitne/service-kit/service';
import type { Binding, PlainPart } from '@vitne/vault/vault';
import type { DeliveredData } from './delivered-data.ts';

/** A system's delivery: sealed under the person's keys, and deleted with its package. No read model, and in no ledger. */
type StoredContent = { _id: string; tenant: Tenant; request: string; content: string; parts: SealedPart[] };

/** A delivery as it is opened; what a key was destroyed of is named and holds nothing. */
export type OpenedContent = { dataCategory: string } & (
  | { source?: string; items: DeliveredData[number]['items'] }
  | { shredded: true }
);

const timeoutMS = 10_000;
const keyOf = (tenant: Tenant, content: string): string => `${tenant}/${content}`;
const bindingOf = (tenant: Tenant, content: string): Binding => ({
  tenant,
  eventId: content,
  eventType: 'package-content',
});

/** Deliveries of systems at rest. Only this service's database holds them, and nothing of them can be read there. */
export function packageContents({ db, vault }: Pick<ServiceContext, 'db' | 'vault'>) {
  const stored = db.collection<StoredContent>('package-contents', {
    writeConcern: { w: 'majority', journal: true },
  });

  return {
    /** Seals a delivery and keeps it; a repeat replaces it by itself. Durable before it answers. */
    async keep(
      { tenant, request, person, content }: { tenant: Tenant; request: string; person: string; content: string },
      data: DeliveredData,
      statement: Statement,
      now: string,
    ): Promise<void> {
      const plain = data.map(({ dataCategory, source, items }, index): PlainPart => {
        const rolls = keyPeriodOf(statement, dataCategory) === 'month';
        return {
          part: String(index),
          person,
          category: dataCategory,
          ...(rolls && { period: keyPeriodAt(now) }),
          fields: { ...(source !== undefined && { source }), items },
        };
      });
      const parts = await vault.seal(bindingOf(tenant, content), plain);
      const document = { tenant, request, content, parts };
      await stored.replaceOne({ _id: keyOf(tenant, content) }, document, { upsert: true, timeoutMS });
    },

    /** Opens a delivery; undefined when it is not there any more. */
    async open(tenant: Tenant, content: string): Promise<OpenedContent[] | undefined> {
      const found = await stored.findOne({ _id: keyOf(tenant, content) }, { timeoutMS });
      if (!found) return undefined;
      const [parts = []] = await vault.open([{ binding: bindingOf(tenant, content), sealed: found.parts }]);
      return parts.map((part) =>
        'shredded' in part
          ? { dataCategory: part.category, shredded: true }
          : {
              dataCategory: part.category,
              ...(part.fields as { source?: string; items: DeliveredData[number]['items'] }),
            },
      );
    },

    /** Deletes one delivery. */
    async drop(tenant: Tenant, content: string): Promise<void> {
      await stored.deleteOne({ _id: keyOf(tenant, content) }, { timeoutMS });
    },

    /** Deletes everything that was delivered because of a request; answers how many deliveries there were. */
    async dropOf(tenant: Tenant, request: string): Promise<number> {
      return (await stored.deleteMany({ tenant, request }, { timeoutMS })).deletedCount;
    },
  };
}
