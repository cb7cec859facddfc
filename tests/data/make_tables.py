"""Writes the tables of this folder and, to readings.json, how pandas reads them.

    python tests/data/make_tables.py

needs pandas and scikit-learn. A case is a file, the settings that blobtui reads it with, and either the options with which pandas reads
the same, or the words of a refusal. Inputs and label are named as blobtui names them.
"""

import gzip
import io
import json
from pathlib import Path

import pandas
from sklearn.datasets import load_breast_cancer, load_digits, load_iris, load_wine
from sklearn.datasets import __file__ as datasets

FOLDER = Path(__file__).parent
PLAIN = "width,height,kind\n1,2.5,pear\n4,-5e-1,apple\n7,8,pear\n"
SEMICOLONS = "width;height;kind\n1,5;2,25;pear\n4,0;5;apple\n7;8,125;pear\n"
PEOPLE = (
    "name,sex,age,smokes,fare,survived\nAnn,female,30,yes,7.25,1\nBob,male,,no,8,0\nCy,male,40,no,?,0\n"
    "Dee,female,20,yes,9.5,1\nEd,male,60,no,NA,0\nFay,female,10,no,6,\nGus,male,35,yes,5,0\n"
)
cases = []


def case(name, content, inputs=None, label=None, refused=None, says=None, settings=None, rows=None, **options):
    """A case. Options of pandas that begin with no underscore go to read_csv."""
    content = content if isinstance(content, bytes) else content.encode()
    (FOLDER / name).write_bytes(content)
    entry = {"file": name, "settings": settings or {}}
    if says:
        entry["says"] = says
    if refused:
        cases.append(entry | {"refused": refused})
        return
    compression = "gzip" if name.endswith(".gz") else None
    table = pandas.read_csv(io.BytesIO(content), compression=compression, **options) if rows is None else rows
    add(entry, table, inputs, label)


def add(entry, table, inputs, label):
    if pandas.api.types.is_integer(table.columns[0]):
        table.columns = [f"column {number + 1}" for number in table.columns]
    settings = entry["settings"]
    for column in settings.get("one_hot", []):
        values = pandas.get_dummies(table[column], prefix=column, prefix_sep="=", dtype=float)
        place = table.columns.get_loc(column)
        table = pandas.concat([table.iloc[:, :place], values, table.iloc[:, place + 1 :]], axis=1)
    for column in inputs:
        if table[column].dtype != float and not pandas.api.types.is_numeric_dtype(table[column]):
            table[column] = table[column].map({"yes": 1.0, "no": 0.0, True: 1.0, False: 0.0})
    kept = table.dropna(subset=[label] if settings.get("missing") == "Mean" else [*inputs, label])
    numbers = kept[inputs].astype("float64")
    labels = kept[label]
    if pandas.api.types.is_numeric_dtype(labels) and not pandas.api.types.is_bool_dtype(labels):
        targets = [float(number) for number in labels]
        different = sorted(set(targets))
        if len(different) <= 8 or different in [list(map(float, range(start, start + len(different)))) for start in [0, 1]]:
            classes = [f"{number:g}" for number in different]
            targets = [different.index(number) for number in targets]
        else:
            classes = None
    else:
        classes = sorted(set(labels))
        targets = [classes.index(text) for text in labels]
        classes = [" ".join(text.split())[:60] for text in classes]
    rows = [[None if number != number else number for number in row] for row in numbers.to_numpy().tolist()]
    cases.append(entry | {"columns": inputs, "label": label, "classes": classes, "numbers": rows, "targets": targets})


two = {"inputs": ["width", "height"], "label": "kind"}
numbered = {"inputs": ["column 1", "column 2"], "label": "column 3"}
case("plain.csv", PLAIN, **two)
case("windows.csv", PLAIN.replace("\n", "\r\n"), **two)
case("macintosh.csv", PLAIN.replace("\n", "\r"), **two)
case("byte_order_mark.csv", "\ufeff" + PLAIN, **two)
case("tabs.tsv", PLAIN.replace(",", "\t"), **two, sep="\t")
case("bars.csv", PLAIN.replace(",", "|"), **two, sep="|")
case("semicolons.csv", PLAIN.replace(",", ";"), **two, sep=";")
case("colons.csv", PLAIN.replace(",", ":"), **two, settings={"dialect": {"delimiter": ":"}}, sep=":")
case("columns.txt", PLAIN.replace(",", "   "), **two, settings={"dialect": {"delimiter": " "}}, sep=r"\s+")
case("one_column.txt", PLAIN.replace(",", "   "), refused="no comma, semicolon, tab or | separates its cells; name what does, as in --delimiter space")
case("named_delimiter.csv", "sep=;\n" + PLAIN.replace(",", ";"), **two, sep=";", skiprows=1)
case("quotes.csv", 'width,height,"kind, or ""name"""\n"1",2,"a,b"\n3,"4","c\nd"\n5,6,"a,b"\n', inputs=["width", "height"], label='kind, or "name"')
case("no_header.csv", "1,2.5,pear\n4,-5e-1,apple\n7,8,pear\n", **numbered, header=None, says="")
case("years.csv", "2019,2020,growth\n1.5,2,up\n3,2.5,down\n1,4,up\n2,1,down\n", inputs=["2019", "2020"], label="growth", says="the first line, 2019, 2020, growth, is the header")
case("years_of_numbers.csv", "2019,2020,growth\n1.5,2,0.5\n3,2.5,-0.5\n1,4,3\n2,1,-1\n", inputs=["2019", "2020"], label="growth", says="is the header")
case("undecidable.csv", "0,1,2\n5,6,1\n7,8,0\n", **numbered, header=None, says="the first line, 0, 1, 2, is a row; --header yes")
case("told_header.csv", "0,1,2\n5,6,1\n7,8,0\n", inputs=["0", "1"], label="2", settings={"dialect": {"header": True}})
case("told_no_header.csv", "a,b,c\na,b,d\n", refused="has no numeric column", settings={"dialect": {"header": False}})
frame = pandas.DataFrame([[5.1, 3.5, "setosa"], [4.9, 3.0, "setosa"], [6.3, 3.3, "virginica"]])
case("pandas.csv", frame.to_csv(), inputs=["0", "1"], label="2", index_col=0)
frame.columns = ["long", "wide", "kind"]
case("pandas_names.csv", frame.to_csv(), inputs=["long", "wide"], label="kind", index_col=0)
case("r_names.csv", '"long","wide","kind"\n"a",5.1,3.5,"x"\n"b",4.9,3,"y"\n"c",6.3,3.3,"x"\n', inputs=["long", "wide"], label="kind")
case("trailing_commas.csv", "long,wide,kind\n5.1,3.5,x,\n4.9,3,y,\n", inputs=["long", "wide"], label="kind", index_col=False)
case("twice.csv", "a,a,a,label\n1,9,5,x\n2,8,5,y\n3,7,4,x\n", inputs=["a", "a.1", "a.2"], label="label", says='"a" in column 2 is called "a.1"')
case("nearly_twice.csv", "a,a.1,a,label\n1,9,5,x\n2,8,5,y\n3,7,4,x\n", inputs=["a", "a.1", "a.2"], label="label")
case("title.csv", "Measured in May\n\n" + PLAIN, **two, settings={"dialect": {"skip": 2}}, skiprows=2)
case("title_alone.csv", "Measured in May\n\n" + PLAIN, refused="line 3 has 3 columns, but line 1 has 1 column; give every row the same number, or leave lines out with --skip 1")
case("remarks.csv", "# by hand\nwidth,height,kind# in cm\n1,2,pear\n# later:\n3,4,apple\n", **two, settings={"dialect": {"comment": "#"}}, comment="#")
case("empty_rows.csv", PLAIN.replace("\n4", "\n,,\n4") + ",,\n,,\n", **two, says="1 row")
case("blank_lines.csv", "\n" + PLAIN.replace("\n", "\n\n"), **two)
case("decimal_commas.csv", SEMICOLONS, **two, sep=";", decimal=",")
case("groups.csv", "width;height;kind\n2.240;1,5;a\n845;2;b\n1.000.500;3;a\n", **two, sep=";", decimal=",", thousands=".")
case("group_or_decimal.csv", "width;height;kind\n2.240;1;a\n845;2;b\n", refused='line 2: "2.240" may be 2.24 or 2240; name the decimal sign')
case("told_groups.csv", "width;height;kind\n2.240;1;a\n845;2;b\n", **two, settings={"dialect": {"decimal": ",", "thousands": "."}}, sep=";", decimal=",", thousands=".")
case("told_decimal.csv", "width;height;kind\n2.240;1;a\n845;2;b\n", **two, settings={"dialect": {"decimal": "."}}, sep=";")
case("both_decimals.csv", "width;height;kind\n2,5;1;a\n845;2.5;b\n", refused='has the number "2.5" in line 3, but "2,5" in line 2')
case("quoted_groups.csv", 'width,height,kind\n"1,234.5",1,a\n"2,000",2,b\n3,3,a\n', **two, thousands=",")
case("quoted_commas.csv", 'width,height,kind\n"1,5",1,a\n"2,25",2,b\n3,3,a\n', **two, decimal=",", says="numbers have decimal commas")
case("blanks_group.csv", "width;height;kind\n1 234;1,5;a\n2 000;2;b\n", **two, sep=";", decimal=",", thousands=" ")
case("latin_1.csv", "größe,höhe,art\n1,2,süß\n3,4,bitter\n".encode("latin-1"), inputs=["größe", "höhe"], label="art", encoding="latin-1")
case("windows_1252.csv", "width,height,price €\n1,2,low\n3,4,high\n".encode("cp1252"), inputs=["width", "height"], label="price €", encoding="cp1252")
case("utf_16.csv", "größe\thöhe\tart\n1\t2\tsüß\n3\t4\tbitter\n".encode("utf-16"), inputs=["größe", "höhe"], label="art", encoding="utf-16", sep="\t")
case("packed.csv.gz", gzip.compress(PLAIN.encode(), mtime=0), **two)
case("workbook.csv", b"PK\x03\x04\x14\x00\x06\x00[Content_Types].xml xl/workbook.xml", refused="is an Excel workbook; save the sheet as CSV")
case("arrays.csv", b"PK\x03\x04\x14\x00\x00\x00x.npy", refused="is a NumPy archive (.npz)")
missing = {"na_values": "?"}
people = ["age", "smokes", "fare"]
case("people.csv", PEOPLE, inputs=people, label="survived", says="3 rows of 7 left out for missing cells", **missing)
case("people_filled.csv", PEOPLE, inputs=people, label="survived", settings={"missing": "Mean"}, **missing)
case("people_refused.csv", PEOPLE, refused='line 3, column 3 (age): "" is missing; fill it in', settings={"missing": "Refuse"})
case("people_by_text.csv", PEOPLE, inputs=["sex=female", "sex=male", *people], label="survived", settings={"one_hot": ["sex"]}, **missing)
case("missing_words.csv", "x,y,k\n1,2,a\nNA,3,b\n4,null,a\n5,6,N/A\n7,NaN,b\n8,9,b\n10,,a\n", inputs=["x", "y"], label="k")
case("booleans.csv", "x,y,k\nTrue,1,a\nFalse,2,b\nTrue,3,a\n", inputs=["x", "y"], label="k")
case("label_first.csv", "kind,width,height\npear,1,2\napple,3,4\npear,5,6\n", **two, settings={"label": "kind"})
case("regression.csv", "x,y,v\n" + "".join(f"{n},{n * n},{n / 2}\n" for n in range(12)), inputs=["x", "y"], label="v")
case("dates.csv", "day,x,y,k\n2024-01-31,1,2,a\n2024-02-01,3,4,b\n", inputs=["x", "y"], label="k")
case("told_dates.csv", "day,x,y,k\n2024-01-31,1,2,a\n2024-02-01,3,4,b\n", refused='its column "day" is a column of dates', settings={"columns": ["x", "day"]})
case("empty.csv", "", refused="has no rows")
case("uneven.csv", "a,b,k\n1,2,x\n3,4\n", refused="line 3 has 2 columns, but line 1 has 3 columns")
for name, load in {"iris": load_iris, "wine_data": load_wine, "breast_cancer": load_breast_cancer}.items():
    bunch = load(as_frame=True)
    # The whole file is scikit-learn's; here are its first line, for as many rows as are kept, and every tenth row.
    lines = (Path(datasets).parent / "data" / f"{name}.csv").read_text().splitlines()
    kept = lines[1::10]
    first = ",".join([str(len(kept)), *lines[0].split(",")[1:]])
    rows = pandas.DataFrame(bunch.data.to_numpy()[::10]).assign(target=bunch.target.to_numpy()[::10])
    rows.columns = range(rows.shape[1])
    inputs = [f"column {number + 1}" for number in range(rows.shape[1] - 1)]
    text = "\n".join([first, *kept]) + "\n"
    case(f"{name}.csv", text, inputs=inputs, label=f"column {rows.shape[1]}", rows=rows, says="counts what follows")
    # The first line has the names of the classes, too.
    cases[-1]["classes"] = lines[0].split(",")[2:]
digits = gzip.decompress((Path(datasets).parent / "data" / "digits.csv.gz").read_bytes()).decode().splitlines()[::60]
rows = pandas.DataFrame(load_digits().data[::60]).assign(target=load_digits().target[::60])
rows.columns = range(65)
text = gzip.compress("\n".join(digits).encode(), mtime=0)
case("digits.csv.gz", text, inputs=[f"column {number + 1}" for number in range(64)], label="column 65", rows=rows)
lines = [json.dumps(entry, ensure_ascii=False) for entry in cases]
(FOLDER / "readings.json").write_text("[\n" + ",\n".join(lines) + "\n]\n")
print(len(cases), "tables with pandas", pandas.__version__)
