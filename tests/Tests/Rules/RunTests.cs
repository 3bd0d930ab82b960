using System.Collections.Immutable;
using Audiences.Rules;
using FsCheck;
using FsCheck.Fluent;

namespace Tests.Rules;

public class RunTests
{
    [Fact]
    public void Every_version_keeps_its_items_whatever_is_made_of_it_later() =>
        Prop.ForAll(ArbMap.Default.ArbFor<(byte Base, byte Place, bool Removes)[]>(), changes =>
        {
            List<(Run<int> Run, ImmutableList<int> Model)> versions = [(Run<int>.Empty, [])];
            foreach (var ((from, at, removes), item) in changes.Select((change, index) => (change, index)))
            {
                var (run, model) = versions[from % versions.Count];
                if (removes && model.Count > 0) versions.Add((run.RemoveAt(at % model.Count), model.RemoveAt(at % model.Count)));
                // Mostly at the end, where versions share their array.
                var place = at % 4 == 0 ? at % (model.Count + 1) : model.Count;
                versions.Add((run.Insert(place, item), model.Insert(place, item)));
            }
            return versions.All(version => version.Run.Items.SequenceEqual(version.Model.ToArray()));
        }).QuickCheckThrowOnFailure();
}
