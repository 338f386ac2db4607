"""Names of people and of streets, which the benchmarks' logs are made of as well."""


def _words(text: str) -> list[str]:
    return text.split()


FORENAMES = _words(
    "Aaron Abigail Adam Aisha Alice Amir Andrew Ann Anwen Ben Bethan Blessing Callum Carys "
    "Catriona Chidi Chloe Claire Colin Craig Daisy David Deepa Dylan Eilidh Ella Emeka Emma Ewan "
    "Farah Fiona Gareth George Grace Gwen Hamish Hannah Harpreet Harry Imran Iona Isla Jack "
    "Jasmine Joanna Joe Kate Kieran Kwame Laura Leila Lewis Lucy Malcolm Megan Mohammed Moira "
    "Nadia Neil Niamh Nisha Oliver Olivia Omar Owen Patrick Poppy Priya Rachel Rhys Rory Rosie "
    "Ruth Samira Sean Sian Sophie Stuart Tariq Tegan Thomas Tunde Victoria Yusuf Zainab"
)
SURNAMES = _words(
    "Abbott Adeyemi Ahmed Akhtar Baker Barnes Begum Bell Bevan Brennan Campbell Carter Chowdhury "
    "Clarke Cooper Davies Doherty Douglas Edwards Ellis Evans Fernandes Fraser Gallagher Gibson "
    "Graham Green Griffiths Hall Harris Hughes Hussain Iqbal Jackson Jenkins Johnson Jones Kaur "
    "Kelly Khan Lewis Lloyd MacDonald Marsh Mehta Mitchell Morgan Murphy Murray Nolan Nwosu "
    "O'Brien O'Neill Okafor Okoro Owen Parker Patel Pearce Phillips Price Rahman Rees Reid Roberts "
    "Robinson Ross Scott Shah Sharma Singh Smith Stewart Sutherland Taylor Thomas Thompson Turner "
    "Walker Walsh Watson White Williams Wilson Wood Wright Young"
)

STREETS = _words(
    "Abbey Albert Alma Ash Bridge Canal Castle Cathedral Chapel Church Clifton Corn Cross Dock Elm "
    "Fore Friar Garden George Gladstone Granby Harbour Harrow High Hope Jubilee King Lime Maple "
    "Market Mill Minster Nelson New Norfolk North Oak Orchard Park Poplar Priory Quay Queen "
    "Railway Regent Saddler Salisbury School Sidmouth South Spring Station Stoney Tanner Temple "
    "Tower Union Vicarage Victoria Vine Wellington West Wharf Windsor York"
)
ROADS = ("Avenue", "Close", "Lane", "Place", "Road", "Row", "Square", "Street", "Terrace", "Way")
