using System.Collections.Immutable;
using System.Text.Json;
using Audiences.Columns;
using Contracts;

namespace Audiences.Rules;

/// <summary>Where a contact field's values are found.</summary>
internal abstract class Source
{
    public abstract bool Visit(ContactFacts facts, IVisitor visitor);

    /// <summary>Since when some value that the probe accepts has been there without a break; null when none is, or it is not known.</summary>
    public virtual Instant? Since(ContactFacts facts, IVisitor probe) => null;

    /// <summary>The one key under which it finds what there is; null where it may be another.</summary>
    public virtual string? Key => null;

    /// <summary>Leaves only those slots whose values meet the test now; false, and nothing done, where the columns do not hold them.</summary>
    public abstract bool TryNarrow(ContactColumns columns, SlotSet among, ValueTest test, long now);

    /// <summary>Leaves those of whom a test that depends on the time may say something else later, and perhaps more.</summary>
    public virtual void NarrowToTimed(ContactColumns columns, SlotSet among, ValueTest test, long now)
    {
    }

    /// <summary>Shows what they have, each different content once, until that is enough; nothing of what the columns do not hold.</summary>
    public abstract void Show(ContactColumns columns, SlotSet among, Func<ValuesBelow, bool> isEnough);

    /// <summary>What they have, each different content with how many have it; null where the columns do not hold it by contents.</summary>
    public virtual IEnumerable<(ValuesBelow Values, int Contacts)>? TryCount(ContactColumns columns, SlotSet among) => null;

    /// <summary>Names in <see cref="Mentions.Fields"/> whose change may change what is found.</summary>
    public abstract IEnumerable<string> Mentions { get; }

    public static Source For(string field, bool nobody)
    {
        if (field == "assignedTo" && nobody)
        {
            return new Plain("assignedTo", facts => Value.Of(facts["assignedTo"]) is { IsMissing: false } held ? held : Value.Of("nobody"));
        }
        return field switch
        {
            "email" => new Listed(field, facts => facts.Emails),
            "phone" => new Listed(field, facts => facts.Phones),
            "tag" => new Tagged(),
            "source" => new Listed(field, facts => facts.Sources),
            "account" => new Listed(field, facts => facts.Accounts),
            "import" => new Listed(field, facts => facts.Imports),
            "origin" => new Plain(field, facts => Value.Of(facts.Origin)),
            "city" => new Plain(field, facts => Value.Of(facts.City)),
            "country" => new Plain(field, facts => Value.Of(facts.Country)),
            "imported" => new Plain(field, facts => Value.Of(facts.Imported)),
            "organized" => new Plain(field, facts => Value.Of(facts.Organized)),
            "identified" => new Plain(field, facts => Value.Of(facts.Identified)),
            "archived" => new Plain(field, facts => Value.Of(facts.Archived)),
            "subscribed" => new Plain(field, facts => Value.Of(facts.Subscribed)),
            "createdAt" => new Created(),
            _ => new Keyed(field),
        };
    }

    /// <summary>It is known of this field since when it is as it is.</summary>
    public static bool KnowsSince(string field) =>
        Field.Split(field) is not null || field is "tag" or "firstName" or "lastName" or "company" or "birthday" or "stage" or "segment" or "step" or "assignedTo";

    /// <summary>Those that are kept in a column of their own name.</summary>
    public static readonly IReadOnlyList<(string Name, Source Source)> Fixed =
    [
        .. ((string[])["email", "phone", "tag", "source", "account", "import", "origin", "city", "country", "imported", "organized", "identified",
            "archived", "subscribed", "assignedTo"]).Select(name => (name, For(name, nobody: true))),
    ];

    private sealed class Created : Source
    {
        public override IEnumerable<string> Mentions => ["createdAt"];
        public override bool Visit(ContactFacts facts, IVisitor visitor) => visitor.Visit(Value.Of(facts.CreatedAt));

        public override void Show(ContactColumns columns, SlotSet among, Func<ValuesBelow, bool> isEnough)
        {
        }

        public override void NarrowToTimed(ContactColumns columns, SlotSet among, ValueTest test, long now)
        {
            if (test.OpenFrom(now) is not { } open)
            {
                return;
            }
            using var onDays = columns.Scratch.CopyOf(among);
            onDays.Slots.And(columns.CreatedOnADay);
            columns.CreatedAt.Narrow(among, new Interval(open, long.MaxValue));
            among.Or(onDays.Slots);
        }

        public override bool TryNarrow(ContactColumns columns, SlotSet among, ValueTest test, long now)
        {
            if (test.PassingNow(now) is not { } passing)
            {
                return false;
            }
            using var onDays = columns.Scratch.CopyOf(among);
            onDays.Slots.And(columns.CreatedOnADay);
            among.Without(onDays.Slots);
            columns.CreatedAt.Narrow(among, passing, test.IsNegative);
            foreach (var slot in onDays.Slots)
            {
                if (test.HoldsNow(new FactValues(this, columns.SubjectOf(slot).Facts), now))
                {
                    among.Add(slot);
                }
            }
            return true;
        }
    }

    private abstract class Named(string name) : Source
    {
        public override IEnumerable<string> Mentions => [name];

        public override bool TryNarrow(ContactColumns columns, SlotSet among, ValueTest test, long now)
        {
            columns.Fixed(name).Narrow(among, null, test, now);
            return true;
        }

        public override IEnumerable<(ValuesBelow Values, int Contacts)>? TryCount(ContactColumns columns, SlotSet among) =>
            columns.Fixed(name).CountedOf(among).Select(counted => (new ValuesBelow(null, counted.Values), counted.Contacts));

        public override void Show(ContactColumns columns, SlotSet among, Func<ValuesBelow, bool> isEnough) =>
            columns.Fixed(name).Show(among, values => isEnough(new ValuesBelow(null, values)));
    }

    private sealed class Plain(string name, Func<ContactFacts, Value> read) : Named(name)
    {
        public override bool Visit(ContactFacts facts, IVisitor visitor) => visitor.Visit(read(facts));
    }

    private sealed class Tagged() : Named("tag")
    {
        public override bool Visit(ContactFacts facts, IVisitor visitor)
        {
            foreach (var tag in facts.Tags)
            {
                if (visitor.Visit(Value.Of(tag)))
                {
                    return true;
                }
            }
            return false;
        }

        public override Instant? Since(ContactFacts facts, IVisitor probe)
        {
            Instant? since = null;
            for (var i = 0; i < facts.Tags.Length; i++)
            {
                if (probe.Visit(Value.Of(facts.Tags[i])) && !(since < facts.TagsSince[i]))
                {
                    since = facts.TagsSince[i];
                }
            }
            return since;
        }
    }

    private sealed class Listed(string name, Func<ContactFacts, ImmutableArray<string>> read) : Named(name)
    {
        public override bool Visit(ContactFacts facts, IVisitor visitor)
        {
            foreach (var text in read(facts))
            {
                if (visitor.Visit(Value.Of(text)))
                {
                    return true;
                }
            }
            return false;
        }
    }

    /// <summary>The profile keeps top-level keys; of <c>trait.a.b.c</c> that may be <c>a.b.c</c>, <c>a.b</c> or <c>a</c>: the longest there is.</summary>
    private sealed class Keyed : Source
    {
        private readonly (string Key, FactPath? Below)[] _keys;

        public Keyed(string field)
        {
            var dots = Enumerable.Range(0, field.Length).Where(index => field[index] == '.').Skip(1).Reverse();
            _keys = [(field, null), .. dots.Select(dot => (field[..dot], (FactPath?)new FactPath(field[(dot + 1)..])))];
        }

        public override IEnumerable<string> Mentions => _keys.Select(key => key.Key);

        public override string? Key => _keys is [var (only, _)] ? only : null;

        public override bool Visit(ContactFacts facts, IVisitor visitor)
        {
            foreach (var (key, below) in _keys)
            {
                if (facts[key] is { ValueKind: not JsonValueKind.Undefined } value)
                {
                    return (below ?? FactPath.Here).Visit(value, 0, visitor);
                }
            }
            return false;
        }

        public override bool TryNarrow(ContactColumns columns, SlotSet among, ValueTest test, long now)
        {
            if (!columns.Keys.Hold(_keys.Select(key => key.Key)))
            {
                return false;
            }
            using var open = columns.Scratch.CopyOf(among);
            if (!test.IsNegative)
            {
                among.Clear();
            }
            foreach (var (key, below) in _keys)
            {
                if (columns.Keys.Find(key) is { } column)
                {
                    using var here = columns.Scratch.CopyOf(open.Slots);
                    column.NarrowToPresent(here.Slots);
                    open.Slots.Without(here.Slots);
                    among.Without(here.Slots);
                    column.Narrow(here.Slots, below ?? FactPath.Here, test, now);
                    among.Or(here.Slots);
                }
            }
            return true;
        }

        public override IEnumerable<(ValuesBelow Values, int Contacts)>? TryCount(ContactColumns columns, SlotSet among) =>
            !columns.Keys.HoldAll || _keys.Length > 1 ? null
            : columns.Keys.Find(_keys[0].Key)?.CountedOf(among).Select(counted => (new ValuesBelow(FactPath.Here, counted.Values), counted.Contacts)) ?? [];

        public override void Show(ContactColumns columns, SlotSet among, Func<ValuesBelow, bool> isEnough)
        {
            using var open = columns.Scratch.CopyOf(among);
            var isDone = false;
            foreach (var (key, below) in _keys)
            {
                if (isDone || columns.Keys.Find(key) is not { } column)
                {
                    continue;
                }
                using var here = columns.Scratch.CopyOf(open.Slots);
                column.NarrowToPresent(here.Slots);
                open.Slots.Without(here.Slots);
                column.Show(here.Slots, values => isDone = isEnough(new ValuesBelow(below ?? FactPath.Here, values)));
            }
        }

        public override Instant? Since(ContactFacts facts, IVisitor probe)
        {
            foreach (var (key, below) in _keys)
            {
                if (facts[key].ValueKind != JsonValueKind.Undefined)
                {
                    Instant? since = null;
                    foreach (var known in facts.History(key).TakeWhile(known => (below ?? FactPath.Here).Visit(known.Value, 0, probe)))
                    {
                        since = known.Since;
                    }
                    return since;
                }
            }
            return null;
        }
    }
}
