using System.Globalization;

namespace Benchmarks.Questions;

/// <summary>A property that events may have: a column of the peers' table.</summary>
internal sealed record Property(string Name, bool IsText);

/// <summary>An event as it is given to the server and to its peers.</summary>
/// <param name="At">Milliseconds since 1970.</param>
/// <param name="Values">In letters, digits and marks that JSON and CSV take as they are.</param>
internal sealed record Happening(int Contact, string Name, long At, (Property Property, string Value)[] Values)
{
    private static readonly Property
        Sku = new("sku", true), Category = new("category", true), Price = new("price", false), Quantity = new("quantity", false),
        Method = new("method", true), Device = new("device", true), Query = new("query", true), Results = new("results", false),
        Campaign = new("campaign", true), Link = new("link", true), Amount = new("amount", false), Currency = new("currency", true),
        Items = new("items", false), Coupon = new("coupon", true), Video = new("video", true), Seconds = new("seconds", false),
        Stars = new("stars", false), Words = new("words", false), Topic = new("topic", true), Priority = new("priority", true),
        Minutes = new("minutes", false), Reason = new("reason", true);

    public static readonly Property[] Properties =
    [
        Sku, Category, Price, Quantity, Method, Device, Query, Results, Campaign, Link, Amount, Currency, Items, Coupon, Video, Seconds, Stars, Words, Topic,
        Priority, Minutes, Reason,
    ];

    private static readonly string[]
        Categories = ["shirts", "shoes", "bags", "coats", "hats", "belts", "socks", "toys", "books", "lamps"],
        Devices = ["mobile", "desktop", "tablet"],
        Methods = ["password", "google", "apple", "sso"],
        Wishes = ["red shoes", "gift", "coat", "gift for her", "lamp", "running shoes", "bag", "birthday gift", "socks", "summer hat", "toy train", "book"],
        Links = ["/news", "/sale", "/product", "/sale/shoes", "/account", "/sale/last-days"],
        Topics = ["delivery", "payment", "size", "account"],
        Priorities = ["normal", "low", "high"],
        Reasons = ["size", "colour", "late", "broken"];

    private static readonly (string Name, int PerThousand, Func<Draw, (Property, string)[]> Values)[] Kinds =
    [
        ("product_viewed", 300, draw => [(Sku, SomeSku(draw)), (Category, draw.EarlyOf(Categories)), (Price, Money(draw, 200)), (Device, draw.EarlyOf(Devices))]),
        ("email_opened", 160, draw => [(Campaign, SomeCampaign(draw)), (Device, draw.EarlyOf(Devices)), (Seconds, Whole(draw, 90))]),
        ("login", 150, draw => [(Method, draw.EarlyOf(Methods)), (Device, draw.EarlyOf(Devices)), (Minutes, Whole(draw, 60))]),
        ("searched", 110, draw => [(Query, draw.EarlyOf(Wishes)), (Results, Whole(draw, 300)), (Device, draw.EarlyOf(Devices))]),
        ("purchase", 80, draw => [
            (Amount, Money(draw, 600)), (Currency, "EUR"), (Category, draw.EarlyOf(Categories)), (Items, $"{1 + draw.Early(9)}"),
            .. draw.Chance(0.2) ? ((Property, string)[])[(Coupon, $"SAVE-{draw.Early(40)}")] : []]),
        ("cart_added", 75, draw => [(Sku, SomeSku(draw)), (Category, draw.EarlyOf(Categories)), (Price, Money(draw, 200)), (Quantity, $"{1 + draw.Early(5)}")]),
        ("email_clicked", 45, draw => [(Campaign, SomeCampaign(draw)), (Link, draw.EarlyOf(Links)), (Device, draw.EarlyOf(Devices))]),
        ("video_played", 35, draw => [(Video, $"video-{draw.Early(200)}"), (Seconds, Whole(draw, 2_400)), (Device, draw.EarlyOf(Devices))]),
        ("wishlist_added", 22, draw => [(Sku, SomeSku(draw)), (Category, draw.EarlyOf(Categories)), (Price, Money(draw, 200))]),
        ("review", 13, draw => [(Sku, SomeSku(draw)), (Stars, $"{5 - draw.Early(5)}"), (Words, Whole(draw, 300))]),
        ("support_ticket", 6, draw => [(Topic, draw.EarlyOf(Topics)), (Priority, draw.EarlyOf(Priorities)), (Minutes, Whole(draw, 3_000))]),
        ("refund", 4, draw => [(Amount, Money(draw, 600)), (Currency, "EUR"), (Reason, draw.EarlyOf(Reasons))]),
    ];

    private static readonly int[] KindOf = [.. Kinds.SelectMany((kind, number) => Enumerable.Repeat(number, kind.PerThousand))];

    /// <summary>Of all events, those of a name.</summary>
    public static double ShareOf(string name) => Kinds.Single(kind => kind.Name == name).PerThousand / 1_000.0;

    /// <summary>Numbers are in the order of time: 365 days, more of them towards now.</summary>
    public static Happening Of(ulong seed, long number, int contacts, long events, long now)
    {
        var (draw, contact, at) = Begin(seed, number, contacts, events, now);
        var kind = Kinds[draw.Of(KindOf)];
        return new(contact, kind.Name, at, kind.Values(draw));
    }

    /// <summary>Whose an event is and when, without the rest.</summary>
    public static (int Contact, long At) When(ulong seed, long number, int contacts, long events, long now)
    {
        var (_, contact, at) = Begin(seed, number, contacts, events, now);
        return (contact, at);
    }

    private static (Draw, int Contact, long At) Begin(ulong seed, long number, int contacts, long events, long now)
    {
        var draw = new Draw(seed ^ ((ulong)number << 20) ^ 0x5EED);
        var age = Math.Pow(1 - ((number + draw.Share()) / events), 1.5) * TimeSpan.FromDays(365).TotalMilliseconds;
        return (draw, Whose(draw, contacts), now - 1 - (long)age);
    }

    /// <summary>A fifth of all never does anything; of the others' events half are done by a quarter. The busy ones are spread over all numbers.</summary>
    private static int Whose(Draw draw, int contacts)
    {
        var rank = (long)(draw.Share() * draw.Share() * 0.8 * contacts);
        return (int)(rank * 7_368_787 % contacts);
    }

    private static string SomeSku(Draw draw) => $"sku-{draw.Early(5_000)}";
    private static string SomeCampaign(Draw draw) => $"campaign-{draw.Early(150)}";
    private static string Whole(Draw draw, int below) => draw.Early(below).ToString(CultureInfo.InvariantCulture);
    private static string Money(Draw draw, int below) => (draw.Early(below * 100) / 100m).ToString(CultureInfo.InvariantCulture);
}
