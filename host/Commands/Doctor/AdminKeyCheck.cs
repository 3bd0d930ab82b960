using System.Net;
using System.Runtime.CompilerServices;

namespace Host.Commands.Doctor;

internal sealed class AdminKeyCheck : ICheck
{
    public string About => "key";

    public async IAsyncEnumerable<Finding> Look(Patient patient, [EnumeratorCancellation] CancellationToken cancel)
    {
        if (string.IsNullOrEmpty(patient.Key))
            yield return Finding.Ok("key", patient.MayHaveData
                ? "none was given to try; `audiences keys new --admin` makes one"
                : "none was given; the first start makes one and prints it, once");
        else
            yield return await Show(patient, cancel);
    }

    private static async Task<Finding> Show(Patient patient, CancellationToken cancel)
    {
        foreach (var address in patient.Addresses)
        {
            using var server = new NearbyServer(address);
            if (await server.Health(cancel) is null || await server.Show(patient.Key!, cancel) is not { } answer) continue;
            return answer switch
            {
                HttpStatusCode.OK => Finding.Ok("key", $"the server at {address} accepts it"),
                HttpStatusCode.Unauthorized => Finding.Fail(
                    "key", $"the server at {address} does not know it. Start the server with it as AUDIENCES_ADMIN_KEY, or make one: `audiences keys new --admin`."),
                HttpStatusCode.ServiceUnavailable => Finding.Warn("key", $"the server at {address} is not ready to look at it; try again"),
                var status => Finding.Fail("key", $"the server at {address} answered {(int)status} to it"),
            };
        }
        return Finding.Ok("key", "long enough; no server runs to show it to");
    }
}
