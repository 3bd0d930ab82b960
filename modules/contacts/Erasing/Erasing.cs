using Contracts;

namespace Contacts;

/// <summary>Erases one contact, or whom it has become, everywhere that something of it is known.</summary>
internal sealed class Erasing(ContactDoor door, RecentRings rings)
{
    public async Task Erase(StoredContact contact, bool suppress)
    {
        await door.Order(contact, grain => grain.Erase(suppress));
        // After the order, so that what it just remembered goes too.
        door.Forget(contact);
        rings.Forget(contact);
    }
}
