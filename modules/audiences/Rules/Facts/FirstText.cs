namespace Audiences.Rules;

/// <summary>Takes the first value that can be read as text.</summary>
internal sealed class FirstText : IVisitor
{
    public string? Text { get; private set; }

    public bool Visit(in Value value)
    {
        Text = value.TryText(out var text) ? text : null;
        return Text is not null;
    }
}
