using System.Globalization;
using System.Text;
using System.Text.Json.Nodes;
using Tests.Support;

namespace Tests.Journeys.Shares;

/// <summary>A share goes on after its process was killed, and comes to what it would have come to (<c>AUDIENCES_CRASHES</c> for more than three kills).</summary>
public sealed class ShareCrashTests
{
    private const int People = 3_000;

    [Fact]
    public async Task Kill_9_in_the_middle_of_syncs_leaves_what_an_undisturbed_run_does()
    {
        await using var story = await ShareStory.Start();
        Assert.Equal((People, 0, 0), (await story.Ann.Import(File(0))).Counts());
        var audience = await story.Audience("buyer");
        var recipients = new JsonObject { ["recipients"] = new JsonArray($"user:{story.BobId}", $"user:{story.NoraId}") };
        var kills = Asked.Of("AUDIENCES_CRASHES", 3);
        for (var round = 0; kills > 0; round++)
        {
            // A third is changed, a third is not to be written to any more, and comes back.
            if (round > 0) Assert.Equal((0, People, 0), (await story.Ann.Import(File(round))).Counts());
            var job = (await story.Ann.Put($"/v1/audiences/{audience}/share", recipients.DeepClone())).Is(202).Json["job"].Text();
            for (var at = 0; at < 3 && kills > 0; at++)
            {
                if (!await IsUnderWay(story, job, at * People / 2)) break;
                await story.Server.Kill();
                await story.Server.StartAgain();
                kills--;
            }
            var shown = await story.Done(new JsonObject { ["job"] = job }, audience);
            Assert.Equal("synced", shown["status"].Text());
            foreach (var recipient in (AudiencesClient[])[story.Bob, story.Nora]) await Compare(recipient, round);
        }
    }

    /// <summary>Everybody has once what Ann's contacts say; who is not shared any more is there, without the tag.</summary>
    private static async Task Compare(AudiencesClient recipient, int round)
    {
        var contacts = await recipient.All("/v1/contacts");
        Assert.Equal(
            Enumerable.Range(0, People).Select(person => $"{Email(person)} {Company(person, round)} {(IsOut(person, round) ? "" : "Buyers")}").Order(StringComparer.Ordinal),
            contacts.Select(contact => $"{contact["email"].Text()} {contact["company"].Text()} {string.Join(',', contact["tags"]!.AsArray().Select(tag => tag.Text()))}").Order(StringComparer.Ordinal));
        Assert.Equal(
            Enumerable.Range(0, People).Where(person => !IsOut(person, round)).Select(Email).Order(StringComparer.Ordinal), await ShareStory.Received(recipient));
    }

    private static async Task<bool> IsUnderWay(ShareStory story, string job, int done)
    {
        while (true)
        {
            var shown = (await story.Ann.Get($"/v1/jobs/{job}")).Is(200).Json;
            if (shown["status"].Text() == "done") return false;
            if (shown["done"]!.GetValue<int>() >= done) return true;
        }
    }

    private static string Email(int person) => $"p{person:D4}@example.org";

    // Whoever is out stays as he was when he went: rounds come in twos.
    private static bool IsOut(int person, int round) => round % 2 == 1 && person % 3 == 1;

    private static string Company(int person, int round) => person % 3 == 0 ? $"Works {round}" : "Works";

    private static byte[] File(int round)
    {
        var file = new StringBuilder("Email,Company,Tags,Subscribed At,Unsubscribed At\n");
        for (var person = 0; person < People; person++)
            file.Append(CultureInfo.InvariantCulture, $"{Email(person)},{Company(person, round)},buyer,{(IsOut(person, round) ? "" : Day(round))},{(IsOut(person, round) ? Day(round) : "")}\n");
        return Encoding.UTF8.GetBytes(file.ToString());
    }

    private static string Day(int round) => new DateTime(1999, 1, 1, 0, 0, 0, DateTimeKind.Utc).AddDays(round % 300).ToString("yyyy-MM-dd'T'HH:mm:ss'Z'", CultureInfo.InvariantCulture);
}
