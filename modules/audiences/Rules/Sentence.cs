namespace Audiences.Rules;

internal static class Sentence
{
    public static string Of(Definition definition) => definition.ToJson();
}
