using System.Collections.Immutable;
using Contracts;
using Orleans;

namespace Contacts;

/// <summary>One contact. Key: <c>{tenant}/contact/{id}</c>. Every answer but Done has changed nothing of the contact.</summary>
[Alias("contact")]
internal interface IContactGrain : IGrainWithStringKey
{
    [Alias("ingest")]
    Task<ContactAnswer> Ingest(IngestOrder order);

    [Alias("edit")]
    Task<ContactAnswer> Edit(EditOrder order);

    /// <summary>Takes another contact up into this one; also finishes what a crash left half done.</summary>
    [Alias("absorb")]
    Task<ContactAnswer> Absorb(AbsorbOrder order);

    [Alias("erase")]
    Task<ContactAnswer> Erase(bool suppress);

    /// <summary>Takes back what an import wrote; erases the contact when the import made it and nobody else knows of it.</summary>
    [Alias("undo")]
    Task<ContactAnswer> Undo(UndoOrder order);

    [Alias("forget")]
    Task<ContactAnswer> Forget(string messageId);
}

/// <param name="By">For the provenance: <c>event:&lt;key id&gt;</c>.</param>
/// <param name="Messages">Of this contact, in order.</param>
[GenerateSerializer, Immutable, Alias("ingest-order")]
internal sealed record IngestOrder(
    [property: Id(0)] string Book, [property: Id(1)] string By, [property: Id(2)] ImmutableArray<RoutedMessage> Messages);

[GenerateSerializer, Immutable, Alias("routed-message")]
internal sealed record RoutedMessage([property: Id(0)] IncomingMessage Message, [property: Id(1)] Route Route);

/// <param name="Route">For an upsert: how it was found; null for an order by contact id.</param>
/// <param name="IfVersion">The version that the sender has read; null if it does not care.</param>
[GenerateSerializer, Immutable, Alias("edit-order")]
internal sealed record EditOrder(
    [property: Id(0)] string Book, [property: Id(1)] ContactEdit Edit, [property: Id(2)] Route? Route, [property: Id(3)] long? IfVersion);

[GenerateSerializer, Immutable, Alias("absorb-order")]
internal sealed record AbsorbOrder([property: Id(0)] Guid Contact, [property: Id(1)] JoinRight Right);

/// <param name="IsMade">It made the contact.</param>
[GenerateSerializer, Immutable, Alias("undo-order")]
internal sealed record UndoOrder(
    [property: Id(0)] string Import, [property: Id(1)] bool IsMade, [property: Id(2)] KnownSteps Steps, [property: Id(3)] Stamp Stamp)
{
    public ContactEdit Edit => new(EditKind.UndoImport, Import, Stamp, null, Reason: IsMade ? UndoFold.Made : null, Steps: Steps);

    public bool Concerns(Profile profile) =>
        IsMade || UndoFold.FateIn(profile, Import) is not null || Stands(profile);

    /// <summary>Something of it is on the contact.</summary>
    public bool Stands(Profile profile) => UndoFold.Take(profile, Import, IsMade, Steps) != profile;
}

[GenerateSerializer, Alias("undo-fate")]
internal enum UndoFate { Nothing = 0, Erased = 1, Reverted = 2, Kept = 3 }

internal enum ContactOutcome
{
    Done = 0,
    /// <summary>The contact is <see cref="ContactAnswer.Other"/> now.</summary>
    Moved = 1,
    /// <summary>Another contact, <see cref="ContactAnswer.Other"/> if known, has a key that the write wants.</summary>
    KeyTaken = 2,
    /// <summary>It is not this contact that the write is about (any more): resolve again.</summary>
    Elsewhere = 3,
    /// <summary>Erased, or never there.</summary>
    Gone = 4,
    VersionMismatch = 5,
    /// <summary>The two may not be joined by this order.</summary>
    Apart = 6,
    Overloaded = 7,
    /// <summary>It may or may not have been written.</summary>
    NotReady = 8,
    /// <summary>The step that the write names is none of the contact's stage and segment, and others are refused.</summary>
    NoSuchStep = 9,
}

[GenerateSerializer, Alias("message-fate")]
internal enum MessageFate { Accepted = 0, Duplicate = 1, Conflict = 2, Elsewhere = 3 }

/// <param name="Created">The contact was made by this order.</param>
/// <param name="Fates">Of the messages, in the order of the order.</param>
/// <param name="Why">What is wrong with the step, without the step itself.</param>
[GenerateSerializer, Immutable, Alias("contact-answer")]
internal sealed record ContactAnswer(
    [property: Id(0)] ContactOutcome Outcome,
    [property: Id(1)] Guid? Other = null,
    [property: Id(2)] long Version = 0,
    [property: Id(3)] bool Created = false,
    [property: Id(4)] ImmutableArray<MessageFate> Fates = default,
    [property: Id(5)] string? Why = null,
    [property: Id(6)] UndoFate Undone = UndoFate.Nothing);
