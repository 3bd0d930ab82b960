using System.Runtime.ExceptionServices;
using Contracts;
using MediatR;
using Sharing.Stored;

namespace Sharing;

/// <summary>Does what a share has to do, recipient after recipient.</summary>
internal sealed class ShareRun(IShareStore store, ShareAccess access, RecipientRun recipients, IMediator mediator, BusinessClock clock)
{
    /// <summary>Goes on from where it is, for some steps. May be called again after any failure.</summary>
    public async Task Go(string tenant, string id, int steps, CancellationToken cancel)
    {
        if (await store.Read(tenant, id, cancel) is not { } share) return;
        // Side by side they would be sooner done, and everybody else would wait for it. What is to be gone goes first.
        ExceptionDispatchInfo? failed = null;
        foreach (var recipient in (await store.Recipients(tenant, id, cancel)).Where(recipient => ShareLife.HasWork(share, recipient))
            .OrderBy(recipient => recipient.State.Phase == RecipientPhase.Given))
        {
            try
            {
                steps = await GoOn(tenant, id, recipient.User, steps, cancel);
            }
            catch (Exception failure) when (failure is not OperationCanceledException)
            {
                // Those after him do not wait for what he waits for.
                failed ??= ExceptionDispatchInfo.Capture(failure);
            }
        }
        if (await store.Change(tenant, id, held => ShareLife.Finish(held, clock.Now), cancel) is { Share.State.Status: ShareStatus.Ending })
            await store.Remove(tenant, id, cancel);
        failed?.Throw();
    }

    /// <summary>All is read anew before each step: meanwhile the recipient may have left, or the share have been ended, cancelled or synced again, or who shares it have lost the right to.</summary>
    /// <returns>How many steps are left.</returns>
    private async Task<int> GoOn(string tenant, string id, string user, int steps, CancellationToken cancel)
    {
        for (; steps > 0 && await store.Read(tenant, id, cancel) is { } share
            && await store.Recipient(tenant, id, user, cancel) is { } recipient && ShareLife.HasWork(share, recipient); steps--)
        {
            if (recipient.State.Phase == RecipientPhase.Given && await Fault(share, cancel) is { } reason)
                await store.Change(tenant, id, held => ShareLife.Fail(held, reason), cancel);
            else await recipients.Step(share, recipient, cancel);
        }
        return steps;
    }

    /// <summary>Why it may not go out any more: its owner, his switch, the contacts or the audience may be otherwise by now.</summary>
    private async Task<string?> Fault(StoredShare share, CancellationToken cancel)
    {
        try
        {
            if (await mediator.Send(new RenewPrincipal(share.Who), cancel) is not { } who) return "Who shares it is not there any more.";
            await access.Shareable(who, share.Audience, cancel);
            if (share.State.Recipients.Any(ShareAccess.IsTeam)) ShareAccess.RequireSwitch(who, Switches.ShareWithTeams);
            return null;
        }
        catch (Refusal refused) when (refused.Status is not (429 or 503))
        {
            return refused.Message;
        }
    }
}
