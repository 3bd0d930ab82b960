namespace Contacts;

/// <summary>A form in which contacts lie in a file: what stands in its first part is known, and its rows are read as often as asked.</summary>
internal interface IFileForm
{
    /// <summary>As the API names it.</summary>
    string Name { get; }

    /// <summary>Null of a form that has none.</summary>
    ColumnMap? Columns { get; }

    /// <summary>Rows of data with their cells, for people to see; none of a form without columns.</summary>
    IEnumerable<CsvRow> Sample { get; }

    /// <summary>Every row of data from the first, numbered from 1; those up to <paramref name="after"/> are left out.</summary>
    IEnumerable<FileRow> Rows(int after);
}
