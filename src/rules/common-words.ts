// English words: those that say little about a question, and those that are no typing errors of others.

// Each list is pure, so that a page which needs one loads one.
const split = (text: string) => text.trim().split(/\s+/);

/** Words that carry little meaning of their own. */
export const stopWords = /* @__PURE__ */ new Set(
  /* @__PURE__ */ split(`
a about after again all already also always am an and any anybody anyone anything are as at back be because been before
being both but by can could did do does doing done down during each either else even ever every everything few for from
further get gets getting go goes going gone got had has have having he hello help her here hers hi him his how however i if
im in into is it its itself just kindly know let like ll lot lots made make makes many may maybe me mean means might mine more
most much must my myself need needs no nobody none nor not nothing now of off ok okay on once one only onto or other our
ours ourselves out over own per please pls plz question quite rather re really s same say says shall she should show since
so some somebody somehow someone something still such sure t tell than thank thanks that the their theirs them then there
these they thing things think this those though through thru till to today together told too u under until up upon ur us
use used using very via want wanted wants was way we well went were what whats when where whether which while who whom
whose why will with within without would wonder wondering yes yet you your yours yourself explain understand idea
abt adn bc btw cuz dunno etc fyi gonna gotta hello hey hwo nr num ppl teh tho thx wanna wat wo ya
ask asking asked try tried trying happen happens happened seem seems look looks looking
`),
);

// Marked as pure, so that a page that needs only the words above is not built with these.
/** Frequent English words: they count less than the words of the field, and are never taken for typing errors. */
export const commonWords = /* @__PURE__ */ new Set(
  /* @__PURE__ */ split(`
able above absolute accept accepted access according across act action active actually add added address advance advice
afraid against age ago agree ahead air alive allow allowed almost alone along although amount angry animal annual another
answer answered answers apart appear appears apply area arm around arrange arrive arrived arrives arrival art article asap
aside asleep attach attached attack attempt attention aunt author auto available average avoid aware away awful baby bad bag
balance ball bank bar base based basic basically bath beach bear beat beautiful became become becomes bed beer began begin
beginning behind believe below beside besides best better between beyond bicycle big bike bill birthday bit black blood
blow blue board boat body book books born boss bother bottle bottom bought bowl box boxes boy branch bread break breakfast
bring bringing broke broken brother brought brown budget build building built burn bus business busy buy buyer buying cable
cake call called calling calls came camera car card cards care careful carry case cases cash cat catch cause center central
cents certain certainly chair chance change changed changes changing charge charged cheap check checked child children
choice choose city class clean clear clearly click clicked clock close closed closes clothes cloud coast coat code coffee
cold collect color come comes coming common companies company compare complete completely computer concern condition
connect consider contact contain continue control cook cool copy corner correct cost costs could count countries country
couple course court cover crazy create created cross cry cup current currently customer customers cut daily dance danger
dark data date dates daughter dead deal dear death decide decided deep delay deliver delivered delivery depend describe
desk detail details difference different difficult dinner direct direction dirty disappear discount discuss distance doctor
document documents dog dollar dollars door double doubt draw dream dress drink drive driver drop dry due dust duty early
earn earth easier easily easy eat effect effort eight either electric eleven email emails employee employees empty end
ended ends engine english enjoy enough enter entered entire equal error errors especially evening event eventually exact
exactly example excellent except excited exist expect expected expensive experience extra eye face fact factory fail failed
fair fall false family famous far farm fast father favor fear feel feeling feet felt field fifteen fifth fifty fight figure
file filed files filing fill filled film final finally find finding fine finger finish finished fire firm first fish fit
five fix fixed floor flower fly follow followed following food foot force foreign forever forget forgot form forms forth
forty forward found four free fresh friday friend friends front fruit full fully fun funny future game garden gas gave
general gentleman gift girl give given gives giving glad glass goal god gold good goods government grand grass great green
grey ground group grow guess guide guy guys hair half hand handle hang happy hard hardly hate head health hear heard heart
heat heavy held hell helpful helps high highly hill history hit hold holding hole holiday home honest hope horse hospital
hot hotel hour hours house huge human hundred hungry hurry hurt husband ice important impossible inch include included
includes including income increase indeed individual industry info inform information inside instead interest interested
internet invoice island issue issues item items job jobs join joke jump keep keeping keeps kept key kid kids kill kind king
kitchen knew knife known lady land language large last late lately later latest laugh law lawyer lead learn least leave
leaves leaving left leg legal less letter letters level lie life light likely limit line link links list listed listen
little live lives living local long longer lose losing loss lost loud love low lower luck lunch machine mad magazine mail
mailed main major making man manage manager manner march mark market married master match matter meal meaning meant
measure meat medicine meet meeting member memory men mention mentioned menu message messages met method middle midnight
mile milk million mind minute minutes miss missed missing mistake mix model modern moment monday money month months moon
morning mother mountain mouth move moved moving music mystery name named names nature near nearly necessary neck neither
nephew never new news next nice night nine noise noon normal normally north nose note notice noticed number numbers obvious
ocean odd offer offered office official often oil old older ones online open opened opening opens option options orange
order ordered orders original others otherwise outside owe owner page pages paid pain paint pair paper papers parent park
part particular partly parts party pass passed past pay paying payment pays pen pencil people percent perfect perhaps period
permission person personal phone photo pick picture pictures piece pizza place plan plane planned plant plate play please
plenty plus point police poor popular position possible possibly post pounds power practice prefer prepare present press
pressed pretty previous price print private probably problem problems process product program promise proof proper protect
proud prove provide public pull purchase purpose push put puts putting quality quarter quick quickly quiet quit race radio
rain raise ran rate reach read reader ready real realize reason reasons receive received receives recent recently record
records red reduce refuse refused refuses regard region regular reject related remain remember remind remove removed rent
repair repeat replace replaced reply report reports request require required requires rest restaurant result results
return returned rich ride right ring rise river road rock roll room round row rule rules run running runs sad safe said
sale salt sat saturday save saved saw saying school sea search season seat second secret section see seeing seen sell send
sending sends sense sent separate september series serious service services set setting seven several shape share sharp
ship shirt shoe shop short shoulder shut sick side sight sign signed signs silent silly similar simple simply sing single
sir sister sit site situation six size skill skin sky sleep slow slowly small smart smell smile snow soft sold solution
solve somewhere son song soon sorry sort sound source south space speak special specific speed spell spend spent spoke
spring square staff stage stand standing star start started starting starts state stated states station stay stayed stays
step steps stick stone stop stopped store story straight strange street strong student stuck study stuff stupid style
subject success sudden suddenly sugar suggest suit summer sun sunday supply support suppose supposed surprise sweet swim
system table take taken takes taking talk talking tall taught teach teacher team ten term terms test text thick thin third
thirty thought thousand three threw throw thursday ticket tie time times tired title tomorrow tonight tool tools top total
touch toward town track train travel tree trip trouble truck true trust truth tuesday turn turned turns twelve twenty twice
two type typed types typing uncle unless unlike upload uploaded upper usual usually valid value various view visit voice
wait waited waiting walk wall war warm wash watch water weak wear weather web website wednesday week weekend weekly weeks
weight west wet wheel whenever white whole wide wife win wind window winter wish woman women wonderful wood word words work
worked working works world worry worse worst worth write writing written wrong wrote yard year years yellow yesterday young
zero
`),
);

/** Less frequent ones that look like a typing error of a word of the field. */
export const otherWords = /* @__PURE__ */ new Set(
  /* @__PURE__ */ split(`
tile tiles toy toys wire steel tool train trains cargo pallet pallets boat pizza cream leather cotton paint seed seeds
wine beer cheese shirt shirts sweater jacket battery batteries camera laptop printer phone phones tablet screen bottle
garlic banana recipe poem song movie novel hotel flight flights visa passport gym membership loan loans lottery bitcoin
stock stocks shares crypto prayer doctor dentist marriage divorce school college university lease tenant landlord mortgage
among staring assume calm confused expert familiar feed fellow flat guess guest harm keen lack lean lift mild mood peace
pocket polite pound presence pride prize rare react relate reward routine rude ruin sake sand scale scare seek sentence serve
shade shake shame shelf shift shock shout slight smoke soil solid soup sport steal stiff succeed tear threat topic tough
trap twin waist warn wave weigh wild wool award authority acquire approach activity addition apparent alike amend assert
attend audit auction bake bank bath bean bear bend bite blank bleak bold bound brave breed brief broad buck bull bunch burn
bury camp cancer carpet chain charm chase cheek chest chill choir clap clay cleaner club coarse cure naics postcode suite
`),
);
