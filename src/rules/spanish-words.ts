// Spanish words, without their accents: those that say little about a question, and other frequent ones.

const split = (text: string) => text.trim().split(/\s+/);

/** Words that carry little meaning of their own. */
export const spanishStopWords = new Set(
  split(`
a aca ademas ahi ahora al algo alguien algun alguna algunas alguno algunos alla alli ambos ante antes aqui asi aun aunque ay
bien buen buena buenas bueno buenos cada casi como con contra cosa cosas cual cuales cualquier cuando de debe deben deberia
debo del demas dentro desde despues deja dejan dia dias dice dicen dijeron dijo disculpa disculpe donde dos durante e el ella
ellas ellos empezar en entonces entre era eran eres es esa esas ese eso esos esta estaba estaban estado estamos estan estar
estas este esto estos estoy etc favor fue fueron gracias ha haber habia hace hacer hacemos haces haciendo haga hago han has
hasta hay haya he hecho hemos hice hicieron hizo hola igual ir irse la las le les lo los luego mal mas me mejor menos mi mia
mias mientras mio mios mis misma mismo mucha muchas mucho muchos muy nada nadie necesita necesitamos necesitan necesito ni
ninguna ninguno no nos nosotras nosotros nuestra nuestras nuestro nuestros nunca o ocupo otra otras otro otros ok para parece
pasa paso pero poco pone poner pongo por porfa porfavor porque pq pueda puede pueden puedo podemos podria podrian pues puse q que
quede queda quedan quedo queremos quien quienes quiere quieren quiero quisiera sabe saben saber sale salen salio se sea sean
segun ser sera si sido siempre sigo sigue sin sino sobre sola solo somos son soy sr sra su sus tal tambien tan tanto tarda
tardes te tener tenemos tenga tengo tenia ti tiene tienen toda todas todavia todo todos tu tus u un una unas uno unos usted
ustedes va vamos van varias varios veo ver vez vi voy xq y ya yo noches
`),
);

/** Frequent words: they count less than the words of the field, and are never taken for typing errors. */
export const spanishCommonWords = new Set(
  split(`
abajo abre abrir acabo acepta aceptan acerca acuerdo adelante agua ahorita alto amigo amiga andar ano anos anterior apellido
aparece aparecen apenas aplica apoyo arriba aviso ayer ayuda ayudan ayudar ayudarme banos barco barato bajo boton busco buscar
cabeza calle cambio cambiar camino camion carga cargas carro carta casa caso cerca cerrar cierto ciudad claro cliente
clientes color comida compra compre comprar comun conocer consulta contar contesta contestar correcto correr costo cuatro
cuenta cuanta cuantas cuanto cuantos cuesta cuidado culpa dar dan deberian decir dejar demasiado derecho desea deseo dificil
digo dinero disponible doctor domingo duda dudas dueno duenos durar efectivo ejemplo empezo empleado empleados empresa empresas encima
encontrar encuentro enero entiende entiendo entrar entrega entregar enviar envio equipo equivoco escribe escribir escuela
espera esperando esperar espero espanol estados explica explicar extra facil falta faltan familia fecha fechas feliz fin
final fino forma fuera fuerte gastos gente gobierno gran grande grandes gratis grupo guardar guerra gusta gustaria hablar
hablo hija hijo historia hombre hora horas hoy idea ideas idioma importa importante incluso info informacion informe ingles
inicio intente intento interes jueves juego jugar julio junio junto juntos lado leer lejos lento letra ley libre libro linea
lista listo llama llamar llamaron llame llamo llega llegado llegan llegar llego llevan llevar llevo lugar lunes madre malo mama
mandar mande mandan mandaron mando manera manana mano marca martes marzo mayo mayor media medio menor mensaje mes mesa meses
meter mira miercoles modo momento mover muchacha muchacho mujer mundo necesario negocio negro nino ninos noche nombre normal
noticia nueva nuevas nuevo nuevos nueve numero numeros obligatorio ocho oficina oficinas orden pagar pagado pagan pagaron pago
pagos pais papa papel papeles parte pasado pasar pedir pedi pide piden pendiente pensar pequena pequeno perder perdi perdio
persona personas pesar piensa piso plan plata playa plazo poder ponemos portal posible pregunta preguntar precio primera
primero problema problemas programa pronto propia propio proximo pronto prueba pueblo puerta puerto punto rapido razon real
recibi recibir recibo recordar regresar regreso renuncio respuesta responder revisar reviso revise roto sabado sacar saco
salir salud sacan seguir segunda segundo segura seguro semana semanas senor senora sentir servicio siento siete siguiente
sirve sirven sistema sitio subir suerte supuesto tarde tele telefono tema tiempo tienda tierra tipo tomar total trabaja
trabajo trabajar traer tramite tres ultima ultimo unica unico urgente usar uso usuario util vale valor veces vender venir
verdad verde viaje viajes vida viejo viene viernes vino visto viven vivir vivo volver vuelta xfa zona
`),
);
