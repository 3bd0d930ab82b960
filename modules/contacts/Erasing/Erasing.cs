using Contracts;

namespace Contacts;

/// <summary>Erases one contact, or whom it has become, everywhere that something of it is known.</summary>
internal sealed class Erasing(ContactDoor door, RecentRings rings)
{
    /// <returns>False when it is gone already.</returns>
    public async Task<bool> TryErase(StoredContact contact, bool suppress)
    {
        try
        {
            await Erase(contact, suppress);
            return true;
        }
        catch (Refusal gone) when (gone.Status == 404)
        {
            return false;
        }
    }

    public async Task Erase(StoredContact contact, bool suppress)
    {
        await door.Order(contact, grain => grain.Erase(suppress));
        // After the order, so that what it just remembered goes too.
        door.Forget(contact);
        rings.Forget(contact);
    }
}
